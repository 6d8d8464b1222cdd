package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When tasks run that a socket has woken, and when what they write leaves. */
class SocketTurnsTest extends SocketTestBase {
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
            writer.write(line);
            writer.drain();
        }
        writer.close();
    };

    private static final String[] IN_THE_NEXT_DRAIN = {"set", "next event", "woken"};

    @Test
    void whatManyBytesWakeIsRunByACarrierBeforeTheNextEvent() {
        String[] carried = {"set", "woken", "next event"};
        assertOrderOfAnEvent(64 * 1024, kind == FiberKind.CARRIER ? carried : IN_THE_NEXT_DRAIN);
    }

    @Test
    void whatFewBytesWakeRunsWhenAllEventsOfTheRoundAreTold() {
        assertOrderOfAnEvent(64, IN_THE_NEXT_DRAIN);
    }

    private void assertOrderOfAnEvent(int count, String... expected) {
        loop.start();
        Event arrived = new Event();
        Task<?> woken = loop.createTask(() -> {
            arrived.await();
            trail.add("woken");
        });
        loop.createTask(LoopTestBase::settle).toCompletableFuture().join();
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.sockets.eventLoop().execute(() -> {
            loop.sockets.deliverBytes(count, () -> {
                arrived.set();
                trail.add("set");
            });
            trail.add("next event");
            told.complete(null);
        });
        told.join();
        woken.toCompletableFuture().join();
        trail.assertIs(expected);
    }

    /** Netty tells of a channel that it could not register on a thread of its own. */
    @Test
    void anEventToldByAnotherThreadWaitsUntilTheLoopIsFree() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        loop.start();
        loop.createTask(() -> {
            entered.countDown();
            mayEnd.await();
            trail.add("step ends");
        });
        entered.await();
        loop.sockets.deliver(() -> {
            trail.add("event");
            held.complete(loop.isCurrent());
        });
        mayEnd.countDown();
        assertThat(held.join()).isTrue();
        trail.assertIs("step ends", "event");
    }

    @Test
    void whileATaskSpinsNoOtherEventRunsItsTask() {
        loop.start();
        Event arrived = new Event();
        Event second = new Event();
        boolean[] spins = {true};
        Task<?> spinner = loop.createTask(() -> {
            arrived.await();
            while (spins[0]) {
                sleepMs(0);
            }
        });
        Task<?> other = loop.createTask(second::await);
        CompletableFuture<Boolean> runsHere = new CompletableFuture<>();
        loop.createTask(LoopTestBase::settle).toCompletableFuture().join();
        loop.sockets.eventLoop().execute(() -> {
            loop.sockets.deliverBytes(64 * 1024, arrived::set);
            loop.sockets.deliverBytes(64 * 1024, second::set);
            runsHere.complete(other.done());
        });
        assertThat(runsHere.join()).as("another drain began").isFalse();
        other.toCompletableFuture().join();
        loop.callSoonThreadsafe(() -> spins[0] = false);
        spinner.toCompletableFuture().join();
    }

    @Test
    void aTaskThatSpinsSinceItsSocketWokeItStarvesNoSocketAndNoTimer() {
        boolean[] spins = {true};
        ConnectionHandler spinning = (reader, writer) -> {
            reader.readLine();
            while (spins[0]) {
                sleepMs(0);
            }
            ECHO.handle(reader, writer);
        };
        run(() -> {
            try (Server spinners = startServer(spinning, HOST, 0);
                    Server server = startServer(ECHO, HOST, 0);
                    Stream first = openConnection(HOST, spinners.port());
                    Stream second = openConnection(HOST, spinners.port());
                    Stream stream = openConnection(HOST, server.port())) {
                first.write(bytes("spin\nfirst\n"));
                second.write(bytes("spin\nsecond\n"));
                for (int i = 0; i < 20; i++) {
                    stream.write(bytes("line " + i + "\n"));
                    assertThat(text(stream.readLine())).isEqualTo("line " + i + "\n");
                    sleepMs(1);
                }
                spins[0] = false;
                assertThat(text(first.readLine()) + text(second.readLine())).isEqualTo("first\nsecond\n");
            }
        });
    }

    @Test
    void writesOfManyTasksKeepTheirOrder() {
        talk(ECHO, stream -> {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                byte[] line = bytes("line " + i + "\n");
                expected.append("line ").append(i).append('\n');
                createTask(() -> {
                    stream.write(line, 0, 3);
                    stream.write(line, 3, line.length - 3);
                    line[0] = 'X'; // it was copied
                });
            }
            assertThat(text(stream.readExactly(expected.length()))).isEqualTo(expected.toString());
        });
    }

    @Test
    void oneTaskMayWriteToManyStreamsAtOnce() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0)) {
                List<Stream> streams = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    streams.add(openConnection(HOST, server.port()));
                }
                for (Stream stream : streams) {
                    createTask(() -> stream.write(bytes(stream + "\n")));
                }
                for (Stream stream : streams) {
                    assertThat(text(stream.readLine())).isEqualTo(stream + "\n");
                    stream.close();
                }
            }
        });
    }

    @Test
    void aCallbackMayWriteToo() {
        talk(ECHO, stream -> {
            loop.callSoon(() -> {
                try {
                    stream.write(bytes("of a callback\n"));
                } catch (Exception e) {
                    trail.add(e.toString());
                }
            });
            assertThat(text(stream.readLine())).isEqualTo("of a callback\n");
        });
        trail.assertIs();
    }
}
