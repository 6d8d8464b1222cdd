package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.asyncio.Runner;
import io.asyncio.VoidCoroutine;
import io.asyncio.kotlin.KotlinAdapter;
import io.asyncio.reactor.ReactorAdapter;
import java.util.ArrayList;
import java.util.List;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.Deferred;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The code of README.md. */
class ReadmePageTest {
    private record Led(List<String> trail, String colour) {
        void on() {
            trail.add(colour + " at " + Math.round(getRunningLoop().time() * 1000));
        }

        void off() {}
    }

    private record Profile(int id) {}

    private record Score(int points) {}

    private record User(Profile profile, Score score) {}

    private interface Profiles {
        Mono<Profile> get(int id);
    }

    private interface Scores {
        Deferred<Score> scoreAsync(Profile profile);
    }

    /** Asyncio's, in virtual time. */
    private static void run(VoidCoroutine main) {
        try (Runner runner = new Runner(Loop::withVirtualTime)) {
            runner.run(main);
        }
    }

    static void blink(Led led, int ms) {
        while (true) {
            led.on();
            sleepMs(5);
            led.off();
            sleepMs(ms);
        }
    }

    @Test
    void ledsBlink() {
        List<String> trail = new ArrayList<>();
        Led red = new Led(trail, "red");
        Led green = new Led(trail, "green");
        run(() -> {
            createTask(() -> blink(red, 700));
            createTask(() -> blink(green, 400));
            sleepMs(10_000);
        });
        assertThat(trail)
                .startsWith("red at 0", "green at 0", "green at 405", "red at 705", "green at 810")
                .hasSize(15 + 25);
    }

    @Test
    void javaReactorAndKotlin() {
        Profiles profiles = id -> Mono.just(new Profile(id));
        Scores scores = profile -> CompletableDeferredKt.CompletableDeferred(new Score(profile.id() * 2));
        int id = 21;
        Loop loop = Loop.create().start();
        Mono<User> user = ReactorAdapter.mono(
                loop,
                () -> { // cancelling the subscription cancels the task
                    Profile profile = ReactorAdapter.await(profiles.get(id)); // a Mono
                    Score score = KotlinAdapter.await(scores.scoreAsync(profile)); // a kotlinx Deferred
                    return new User(profile, score);
                });
        assertThat(user.block()).isEqualTo(new User(new Profile(21), new Score(42)));
        loop.close();
    }
}
