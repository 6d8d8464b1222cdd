package io.asyncio.examples.quickstart;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;

/**
 * Two LEDs blink at their own pace, for ten seconds.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/quickstart -am -Dexample=Blink}
 */
public final class Blink {
    private Blink() {}

    public static void main(String[] args) {
        run(() -> {
            createTask(() -> blink(new Led("red"), 700));
            createTask(() -> blink(new Led("green"), 400));
            sleepMs(10_000);
        });
    }

    private static void blink(Led led, int ms) {
        while (true) {
            led.on();
            sleepMs(5);
            led.off();
            sleepMs(ms);
        }
    }

    private record Led(String colour) {
        void on() {
            System.out.println(colour + " on");
        }

        void off() {
            System.out.println(colour + " off");
        }
    }
}
