package io.asyncio.examples.cluster;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.examples.cluster.Node.awaitThat;
import static io.asyncio.examples.cluster.Node.failure;
import static io.asyncio.examples.cluster.Node.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import io.asyncio.Future;
import io.asyncio.Task;
import io.asyncio.examples.cluster.Node.Desk;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two or three nodes in this JVM, which meet on loopback: calls find the homes of their keys. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HomesTest {
    private final List<Node> nodes = new ArrayList<>();
    private Node near;
    private Node far;

    @BeforeEach
    void startTwo() {
        near = start();
        far = start();
        Node.awaitShares(nodes);
    }

    private Node start() {
        Node node = Node.start(nodes);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
        nodes.forEach(node -> assertThat(node.unhandled).isEmpty());
    }

    record NameOfLoop() implements Request<Desk, String> {
        @Override
        public String runAt(Desk desk) {
            assertThat(desk.loop.isCurrent()).isTrue();
            sleep(0);
            return desk.loop.name() + " of " + Integer.toHexString(System.identityHashCode(desk));
        }
    }

    private static String nameOf(Node node) {
        return node.loop.name() + " of " + Integer.toHexString(System.identityHashCode(node.desk));
    }

    @Test
    void aCallRunsAsATaskOfTheHomesLoop() {
        assertThat(result(near.homes.callOnce(far.key(), new NameOfLoop()))).isEqualTo(nameOf(far));
        assertThat(result(near.homes.callOnce(near.key(), new NameOfLoop()))).isEqualTo(nameOf(near));
        assertThat(result(far.homes.callUntilAnswered(near.key(), new NameOfLoop())))
                .isEqualTo(nameOf(near));
    }

    record Add(int number) implements Request<Desk, Integer> {
        @Override
        public Integer runAt(Desk desk) {
            sleep(0);
            desk.calls++;
            return number + 1;
        }
    }

    @Test
    void manyCallsAreAwaitedTogether() {
        int sum = near.onLoop(() -> {
            List<Task<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                calls.add(near.homes.callOnce(UUID.randomUUID(), new Add(i)));
            }
            return gather(calls).stream().mapToInt(each -> each).sum();
        });
        assertThat(sum).isEqualTo(500_500);
        assertThat(near.onLoop(() -> near.desk.calls) + far.onLoop(() -> far.desk.calls))
                .isEqualTo(1_000);
        assertThat(near.onLoop(() -> near.homes.calls().count())).isZero();
        assertThat(far.onLoop(() -> far.homes.served().count())).isZero();
    }

    record Fail(Exception failure) implements Request<Desk, String> {
        @Override
        public String runAt(Desk desk) throws Exception {
            throw failure;
        }
    }

    @Test
    void aFailureIsTheCallers() {
        Throwable failure = failure(near.homes
                .callOnce(far.key(), new Fail(new IOException("no paper")))
                .toCompletableFuture());
        assertThat(failure).isInstanceOf(IOException.class).hasMessage("no paper");
    }

    record ReturnSomethingLocal(boolean asFailure) implements Request<Desk, Object> {
        @Override
        public Object runAt(Desk desk) {
            if (asFailure) {
                throw new IllegalStateException("holds a loop") {
                    private static final long serialVersionUID = 1L;

                    @SuppressWarnings("unused")
                    private final Object loop = desk.loop;
                };
            }
            return desk.loop;
        }
    }

    @Test
    void whatCannotBeSentIsSaid() {
        assertThat(failure(near.homes
                        .callOnce(far.key(), new ReturnSomethingLocal(false))
                        .toCompletableFuture()))
                .isInstanceOf(RemoteFailureException.class)
                .hasMessageStartingWith("A result cannot be sent to ")
                .hasMessageContaining("make it serializable: Value[value=");
        assertThat(failure(near.homes
                        .callOnce(far.key(), new ReturnSomethingLocal(true))
                        .toCompletableFuture()))
                .isInstanceOf(RemoteFailureException.class)
                .hasMessageContaining("holds a loop");
    }

    /** Neither serialized nor told: its own code fails. */
    static final class Untellable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new StackOverflowError("nested too deep");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    record ReturnSomethingUntellable() implements Request<Desk, Object> {
        @Override
        public Object runAt(Desk desk) {
            return new Untellable();
        }
    }

    @Test
    void whatFailsWhileItIsSentIsSaid() {
        assertThat(failure(near.homes
                        .callOnce(far.key(), new ReturnSomethingUntellable())
                        .toCompletableFuture()))
                .isInstanceOf(RemoteFailureException.class)
                .hasMessageEndingWith("make it serializable: " + Untellable.class.getName());
    }

    record AwaitWhatIsCancelled() implements Request<Desk, String> {
        @Override
        public String runAt(Desk desk) {
            desk.calls++;
            Future<String> cancelled = desk.loop.createFuture();
            cancelled.cancel();
            return await(cancelled);
        }
    }

    /** As here: nobody has left, and there is nothing to ask again for. */
    @Test
    void aRequestThatEndsByACancelOfItsOwnCancelsTheCall() {
        for (Node home : nodes) {
            Task<String> call = near.homes.callUntilAnswered(home.key(), new AwaitWhatIsCancelled());
            assertThatThrownBy(() -> call.toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
            assertThat(home.onLoop(() -> home.desk.calls)).isEqualTo(1);
        }
    }

    /** Leaves its trace when it begins and when it ends. */
    record WaitLong() implements Request<Desk, String> {
        @Override
        public String runAt(Desk desk) {
            desk.trail.add("begins");
            try {
                sleep(3600);
                return "done";
            } finally {
                desk.trail.add("ends");
            }
        }
    }

    private static void awaitTrail(Node node, String... trail) {
        awaitThat("trail " + List.of(trail), () -> node.onLoop(() -> List.copyOf(node.desk.trail))
                .equals(List.of(trail)));
    }

    @Test
    void aCancelReachesTheTaskAtTheHome() {
        Task<String> call = near.homes.callOnce(far.key(), new WaitLong());
        awaitTrail(far, "begins");
        call.cancel();
        assertThatThrownBy(() -> call.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class);
        awaitTrail(far, "begins", "ends");
        awaitThat("forgotten", () -> near.onLoop(() -> near.homes.calls().count()) == 0);
    }

    /** The cancel must not overtake the call. */
    @Test
    void aCancelAtOnceReachesItToo() {
        for (int i = 0; i < 200; i++) {
            UUID key = far.key();
            near.onLoop(() -> {
                Task<String> call = near.homes.callOnce(key, new WaitLong());
                sleep(0);
                call.cancel();
                return null;
            });
        }
        awaitThat(
                "none is left",
                () -> near.onLoop(() -> near.homes.calls().count()) == 0
                        && far.onLoop(() -> far.homes.served().count()) == 0);
    }

    @Test
    void aCallWhoseHomeIsKilledFails() {
        CompletableFuture<String> call =
                near.homes.callOnce(far.key(), new WaitLong()).toCompletableFuture();
        awaitTrail(far, "begins");
        far.kill();
        assertThat(failure(call))
                .isInstanceOf(HomeLeftException.class)
                .hasMessageContaining("may have done what it was asked for: ask again by callUntilAnswered()");
    }

    /** Waits at the first home, and returns at the next. */
    record WaitIfFirst(String first) implements Request<Desk, String> {
        @Override
        public String runAt(Desk desk) {
            if (desk.loop.name().equals(first)) {
                return new WaitLong().runAt(desk);
            }
            return "by " + desk.loop.name();
        }
    }

    @Test
    void aCallThatMayBeRepeatedGoesToTheNextHome() {
        Task<String> call = near.homes.callUntilAnswered(far.key(), new WaitIfFirst(far.loop.name()));
        awaitTrail(far, "begins");
        far.kill();
        assertThat(result(call)).isEqualTo("by " + near.loop.name());
    }

    /** Hazelcast gives up a message although nobody has left, as it does on a machine that is too busy. */
    @ParameterizedTest
    @MethodSource("losses")
    void aCallThatIsLostIsMadeAgainIfItMayBe(Exception loss) {
        Node asking = startThatLoses(loss, 2);
        assertThat(result(asking.homes.callUntilAnswered(far.key(), new Add(1))))
                .isEqualTo(2);

        Node other = startThatLoses(loss, 1);
        CompletableFuture<Integer> once = other.onLoop( // which waits for it before it can fail
                () -> other.homes.callOnce(far.key(), new Add(1)).toCompletableFuture());
        assertThat(failure(once)).isInstanceOf(HomeLeftException.class).hasMessageContaining("or could not be reached");
    }

    @ParameterizedTest
    @MethodSource("losses")
    void anAnswerThatIsLostIsSentAgain(Exception loss) {
        Node home = startThatLoses(loss, 2);
        assertThat(result(near.homes.callOnce(home.key(), new Add(1)))).isEqualTo(2);
        assertThat(home.onLoop(() -> home.desk.calls)).isEqualTo(1);
    }

    static List<Exception> losses() {
        return List.of(new OperationTimeoutException("too busy"), new RetryableHazelcastException("not now"));
    }

    private Node startThatLoses(Exception loss, int messages) {
        Node node = Node.startWithoutHomes(nodes);
        nodes.add(node);
        node.openHomesThatLose(loss, messages);
        Node.awaitShares(nodes);
        return node;
    }

    @Test
    void whoIsNotTheHomeDoesNothing() {
        UUID key = near.key();
        Answer answer = near.onLoop(() -> near.homes.calls().ask(memberOf(far), key, new Add(1)));
        assertThat(answer).isEqualTo(new Answer.Moved());
        assertThat(far.onLoop(() -> far.desk.calls)).isZero();
    }

    private static Member memberOf(Node node) {
        return node.hazelcast.getCluster().getLocalMember();
    }

    @Test
    void homesAreToldOfKeysThatComeAndGo() {
        UUID key = far.key();
        List<Boolean> isHere = new CopyOnWriteArrayList<>();
        near.onLoop(() -> {
            near.homes.onMove(() -> isHere.add(near.homes.isHome(key)));
            return null;
        });
        far.kill();
        nodes.remove(far);
        far.loop.close();
        awaitThat("it has come", () -> !isHere.isEmpty() && isHere.get(isHere.size() - 1));
        int told = isHere.size();
        start();
        awaitThat("half of the keys go", () -> isHere.size() > told);
    }

    @Test
    void aListenerThatFailsIsToldAgainAndSoAreOthers() {
        UUID key = far.key();
        AtomicBoolean hasCome = new AtomicBoolean();
        List<String> told = new CopyOnWriteArrayList<>();
        near.onLoop(() -> {
            near.homes.onMove(() -> {
                told.add("first");
                if (told.size() == 1) {
                    throw new IllegalStateException("listener");
                }
            });
            near.homes.onMove(() -> {
                told.add("second");
                hasCome.set(near.homes.isHome(key)); // they may still be told of the start
            });
            return null;
        });
        far.kill();
        nodes.remove(far);
        far.loop.close();
        awaitThat("keys come", hasCome::get);
        int before = told.size();
        start();
        awaitThat("keys go", () -> told.size() >= before + 2);
        assertThat(told).startsWith("first", "second", "first", "second");
        assertThat(near.unhandled).singleElement().satisfies(context -> assertThat(context.exception())
                .hasMessage("listener"));
        near.unhandled.clear();
    }

    /** Hazelcast outlives them. */
    @Test
    void homesThatAreClosedAreForgotten() {
        WeakReference<Object> closed = near.onLoop(() -> {
            Homes<Object> homes = toThread(() -> Homes.open(near.hazelcast, near.loop, "others", new Object()));
            homes.close();
            return new WeakReference<>(homes);
        });
        assertThatThrownBy(near::openHomes).isInstanceOf(IllegalStateException.class);
        awaitThat("garbage", () -> {
            System.gc();
            return closed.get() == null;
        });
    }

    @Test
    void aNodeThatIsNotReadyIsAskedUntilItIs() {
        Node late = Node.startWithoutHomes(nodes);
        nodes.add(late);
        Node.awaitShares(nodes);
        Task<String> call = near.homes.callOnce(late.key(), new NameOfLoop());
        assertThat(near.onLoop(() -> {
                    sleep(0.1);
                    return call.done();
                }))
                .isFalse();
        late.openHomes();
        assertThat(result(call)).isEqualTo(nameOf(late));
    }

    @Test
    void closingEndsTheCallsThatWait() {
        CompletableFuture<String> call =
                near.homes.callUntilAnswered(far.key(), new WaitLong()).toCompletableFuture();
        awaitTrail(far, "begins");
        near.loop.callSoonThreadsafe(near.homes::close);
        assertThat(failure(call))
                .isInstanceOf(HomesClosedException.class)
                .hasMessage("The homes 'desks' are closed on this node, which calls nobody any more: ask another node");
        near.onLoop(() -> assertThatThrownBy(() -> await(near.homes.callOnce(far.key(), new NameOfLoop())))
                .isInstanceOf(HomesClosedException.class));
    }

    @Test
    void soDoesHazelcastsEnd() {
        CompletableFuture<String> call =
                near.homes.callUntilAnswered(far.key(), new WaitLong()).toCompletableFuture();
        awaitTrail(far, "begins");
        near.kill();
        assertThat(failure(call)).isInstanceOf(HomesClosedException.class);
        assertThat(near.onLoop(() -> near.homes.isHome(UUID.randomUUID()))).isFalse();
    }

    /** Every key moves, while calls for it are made. */
    @Test
    void callsGoOnWhileANodeLeavesGracefully() {
        Node third = start();
        Node.awaitShares(nodes);
        List<UUID> keys = List.of(near.key(), far.key(), third.key());
        Task<Integer> calling = near.loop.createTask(() -> {
            int answered = 0;
            while (third.hazelcast.getLifecycleService().isRunning() || answered < 300) {
                for (UUID key : keys) {
                    assertThat(await(near.homes.callUntilAnswered(key, new Add(answered))))
                            .isEqualTo(answered + 1);
                    answered++;
                }
            }
            return answered;
        });
        third.hazelcast.shutdown();
        assertThat(result(calling)).isGreaterThanOrEqualTo(300);
        assertThat(Set.of(memberOf(near), memberOf(far))).contains(near.onLoop(() -> near.homes.home(keys.get(2))));
    }

    @Test
    void oneNameIsOpenOnceOnANode() {
        assertThatThrownBy(near::openHomes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The homes 'desks' are open on this node already: choose another name, or close them first");
    }
}
