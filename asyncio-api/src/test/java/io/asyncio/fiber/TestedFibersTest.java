package io.asyncio.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestedFibersTest {
    private final List<FiberKind> available = FiberKind.available();

    @Test
    void allAreTestedUnlessSomeAreNamed() {
        assertThat(TestedFibers.kinds("")).isEqualTo(available);
        assertThat(TestedFibers.kinds("platform")).containsExactly(FiberKind.PLATFORM);
    }

    @Test
    void someAreTestedFastestFirst() {
        List<String> backwards = new ArrayList<>();
        available.forEach(kind -> backwards.add(0, kind.name()));
        assertThat(TestedFibers.kinds(String.join(", ", backwards))).isEqualTo(available);
    }

    @Test
    void whatCannotBeTestedIsRefused() {
        assertThatThrownBy(() -> TestedFibers.kinds("platform,green")).isInstanceOf(IllegalArgumentException.class);
        for (FiberKind kind : FiberKind.values()) {
            if (!kind.isAvailable()) {
                assertThatThrownBy(() -> TestedFibers.kinds("platform," + kind))
                        .hasMessage("-Dfibers=platform," + kind + ": this JVM offers only " + available);
            }
        }
    }
}
