package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.kotlin.KotlinAdapter;
import io.asyncio.test.AsyncioTest;
import java.util.ArrayList;
import java.util.List;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;

/** The Java code of docs/kotlin.md. */
class KotlinFromJavaTest {
    private final Flow<String> kotlinEvents = FlowKt.flowOf(new String[] {"a", "b"});
    private final List<String> shown = new ArrayList<>();

    private interface KotlinScores {
        Deferred<Integer> scoreAsync(String user);
    }

    private void show(String event) {
        shown.add(event);
    }

    @AsyncioTest
    void awaitsAndIterates() {
        KotlinScores kotlinScores = user -> CompletableDeferredKt.CompletableDeferred(user.length());
        String user = "ann";
        int score = KotlinAdapter.await(kotlinScores.scoreAsync(user)); // a Deferred
        for (String event : KotlinAdapter.iterate(kotlinEvents)) { // a Flow
            show(event);
        }
        assertThat(score).isEqualTo(3);
        assertThat(shown).containsExactly("a", "b");
    }
}
