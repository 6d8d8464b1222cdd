package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.*;
import static io.asyncio.reactor.ReactorAdapter.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.AsyncIterator;
import io.asyncio.Loop;
import io.asyncio.Queue;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The code of docs/reactor.md. */
class ReactorPageTest {
    private final List<Integer> shown = new ArrayList<>();

    private record Profile(int id) {}

    private record User(Profile profile) {}

    private interface Client {
        Mono<Profile> get(int id);
    }

    private void show(int number) {
        shown.add(number);
    }

    @Test
    void aTaskAsAMono() {
        Client client = id -> Mono.just(new Profile(id));
        int id = 7;
        try (Loop loop = Loop.create().start()) {
            Mono<User> user = mono(loop, () -> {
                Profile profile = await(client.get(id)); // suspends the task, and blocks no thread
                return new User(profile);
            });
            assertThat(user.block()).isEqualTo(new User(new Profile(7)));
        }
    }

    private static Flux<Integer> squares(Loop loop) {
        Flux<Integer> squares = flux(loop, emitter -> {
            for (int i = 1; i <= 3; i++) {
                emitter.emit(i * i); // suspends until there is demand
            }
        });
        return squares;
    }

    @AsyncioTest
    void elementsOneByOne() {
        Flux<Integer> squares = squares(getRunningLoop());
        try (AsyncIterator<Integer> numbers = iterate(squares)) {
            for (int number : numbers) {
                show(number);
            }
        }
        assertThat(shown).containsExactly(1, 4, 9);
    }

    @AsyncioTest
    void aQueueAsAChannel() {
        Flux<Integer> squares = squares(getRunningLoop());
        Queue<Integer> queue = new Queue<>(2);
        Task<Void> filling = toQueue(squares, queue);
        int first = queue.get();
        assertThat(first).isEqualTo(1);
        await(filling);
        assertThat(queue.size()).isEqualTo(2);
    }
}
