package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Future;
import io.asyncio.Outcome;
import io.asyncio.Semaphore;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The code of docs/groups.md. */
class GroupsPageTest {
    private final List<String> shown = new ArrayList<>();

    private void show(String what) {
        shown.add(what);
    }

    private static String fetch(String name) {
        sleep(name.equals("slow") ? 60 : 2);
        if (name.equals("broken")) {
            throw new IllegalStateException("broken page");
        }
        return name;
    }

    @AsyncioTest
    void gathering() {
        List<String> pages = gather(() -> fetch("a"), () -> fetch("b"));
        assertThat(pages).containsExactly("a", "b");
        assertThat(getRunningLoop().time()).isEqualTo(2);
    }

    @AsyncioTest
    void gatheringBodiesOfBothKinds() {
        List<?> both = gather(() -> sleep(1), createTask(() -> {
            sleep(2);
            return "a";
        }));
        assertThat(both).isEqualTo(Arrays.asList(null, "a"));
    }

    @AsyncioTest
    void gatheringOutcomes() {
        for (Outcome<String> outcome : gatherReturnExceptions(() -> fetch("a"), () -> fetch("broken"))) {
            if (outcome instanceof Outcome.Success<String> success) {
                show(success.value());
            } else if (outcome instanceof Outcome.Failure<String> failure) {
                show(failure.exception().getMessage());
            }
        }
        assertThat(shown).containsExactly("a", "broken page");
    }

    @AsyncioTest
    void groups() {
        String both = taskGroup(group -> {
            Task<String> a = group.createTask(() -> fetch("a"));
            Task<String> b = group.createTask(() -> fetch("b"));
            return await(a) + await(b);
        });
        assertThat(both).isEqualTo("ab");
    }

    @AsyncioTest
    void oneByOne() {
        for (Future<String> done : asCompleted(() -> fetch("slow"), () -> fetch("a"))) {
            show(done.result());
        }
        assertThat(shown).containsExactly("a", "slow");
    }

    @AsyncioTest
    void fourAtATime() {
        List<String> names = List.of("a", "b", "c", "d", "e");
        Semaphore four = new Semaphore(4);
        List<Task<String>> tasks = names.stream()
                .map(name -> createTask(() -> {
                    try (var held = four.hold()) {
                        return fetch(name);
                    }
                }))
                .toList();
        List<String> all = gather(tasks);
        assertThat(all).isEqualTo(names);
        assertThat(getRunningLoop().time()).isEqualTo(4);
    }
}
