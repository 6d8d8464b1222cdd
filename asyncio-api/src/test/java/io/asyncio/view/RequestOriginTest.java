package io.asyncio.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOriginTest {
    private final RequestOrigin origin = new RequestOrigin("Host-Of-Mine");

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8090", "10.0.0.7", "[::1]:8090", "host-of-mine:1"})
    void anAddressOrTheOwnNameIsAllowed(String host) {
        assertThat(origin.isAllowedHost(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8090",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1:x",
                "::1",
                "[evil.example]",
                "not-host-of-mine"
            })
    void aNameOfSomebodyElseIsNot(String host) {
        assertThat(origin.isAllowedHost(host)).isFalse();
        assertThat(origin.isAllowedHost(null)).isFalse();
    }

    @Test
    void aPageOfTheSameOriginMayAsk() {
        assertThat(RequestOrigin.isSame(null, "localhost:1")).isTrue();
        assertThat(RequestOrigin.isSame("http://localhost:1", "localhost:1")).isTrue();
        assertThat(RequestOrigin.isSame("http://localhost:2", "localhost:1")).isFalse();
        assertThat(RequestOrigin.isSame("null", "localhost:1")).isFalse();
    }
}
