package io.asyncio.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallSiteTest {
    private static final StackTraceElement USERS = new StackTraceElement("com.acme.Shop", "sell", "Shop.java", 42);

    @Test
    void itIsTheInnermostLineOfTheUsersCodeAndWhatThatCalls() {
        StackTraceElement jdks = new StackTraceElement("java.lang.Thread", "yield", "Thread.java", 1);
        StackTraceElement inner = new StackTraceElement("io.asyncio.Sleep", "park", "Sleep.java", 2);
        StackTraceElement outer = new StackTraceElement("io.asyncio.Asyncio", "sleep", "Asyncio.java", 3);
        StackTraceElement callers = new StackTraceElement("com.acme.Main", "main", "Main.java", 4);
        assertThat(CallSite.of(List.of(jdks, inner, outer, USERS, callers)))
                .isEqualTo("Asyncio.sleep at com.acme.Shop.sell(Shop.java:42)");
        assertThat(CallSite.of(List.of(jdks, inner, outer))).isEmpty();
    }

    @Test
    void aLambdaOfTheLibraryIsNoUsersCode() {
        StackTraceElement lambda =
                new StackTraceElement("io.asyncio.Loop$$Lambda$151/0x00007efff01260b0", "accept", null, -1);
        StackTraceElement outer = new StackTraceElement("io.asyncio.Asyncio", "sleep", "Asyncio.java", 3);
        assertThat(CallSite.of(List.of(lambda, outer, USERS)))
                .isEqualTo("Asyncio.sleep at com.acme.Shop.sell(Shop.java:42)");
    }

    @Test
    void testsAndExamplesAreUsersThoughTheyShareTheName() {
        StackTraceElement ours = new StackTraceElement(CallSiteTest.class.getName(), "here", "CallSiteTest.java", 5);
        assertThat(CallSite.of(List.of(ours))).isEqualTo("at io.asyncio.fiber.CallSiteTest.here(CallSiteTest.java:5)");
    }
}
