package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopGroupTest extends LoopTestBase {
    private LoopGroup group;

    @BeforeEach
    void makeGroup() {
        group = LoopGroup.of(3, this::realTimeLoop);
    }

    @AfterEach
    void closeGroup() {
        group.close();
    }

    @Test
    void aGroupHasLoopsOfItsOwn() {
        try (LoopGroup made = LoopGroup.create(2)) {
            assertThat(made.loops()).hasSize(2).doesNotHaveDuplicates().noneMatch(Loop::isRunning);
            assertThat(made.start()).isSameAs(made);
            assertThat(made.loops()).allMatch(Loop::isRunning);
            assertThat(made.toString())
                    .startsWith("LoopGroup[")
                    .contains(made.loops().get(1).name());
        }
    }

    @Test
    void aGroupWithoutLoopsIsRefused() {
        assertThatThrownBy(() -> LoopGroup.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a group must have at least one loop, got 0");
    }

    @Test
    void aGroupOneOfWhoseLoopsIsRefusedKeepsNoneOpen() {
        List<Loop> made = new ArrayList<>();
        assertThatThrownBy(() -> LoopGroup.of(3, () -> {
                    if (made.size() == 2) {
                        throw new IllegalArgumentException("refused");
                    }
                    made.add(realTimeLoop());
                    return made.get(made.size() - 1);
                }))
                .hasMessage("refused");
        assertThat(made).hasSize(2).allMatch(Loop::isClosed);
    }

    @Test
    void loopsAreGivenOutInTurn() {
        List<Loop> given = Stream.generate(group::next).limit(6).toList();
        assertThat(given.subList(0, 3)).isEqualTo(group.loops());
        assertThat(given.subList(3, 6)).isEqualTo(group.loops());
    }

    @Test
    void equalKeysHaveOneLoopAndKeysAreSpreadOverAll() {
        assertThat(group.loopFor(new String("key"))).isSameAs(group.loopFor("key"));
        assertThat(IntStream.range(0, 100).mapToObj(i -> group.loopFor("key " + i)))
                .containsAll(group.loops());
        assertThat(IntStream.range(-50, 50).mapToObj(group::loopFor)).containsAll(group.loops());
        assertThatThrownBy(() -> group.loopFor(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }

    @Test
    void whoIsOnALoopOfTheGroupMayStayThere() throws Exception {
        group.start();
        for (Loop each : group.loops()) {
            Task<Loop> inTask = each.createTask(() -> group.currentOrNext());
            assertThat(resultOf(inTask)).isSameAs(each);
        }
        Loop elsewhere = loop;
        elsewhere.runUntilComplete(() -> {
            assertThat(group.currentOrNext()).isSameAs(group.loops().get(0));
            assertThat(group.currentOrNext()).isSameAs(group.loops().get(1));
        });
    }

    @Test
    void eitherAllStartOrNone() {
        group.loops().get(2).start();
        assertThatThrownBy(group::start).isInstanceOf(IllegalStateException.class);
        group.loops().subList(0, 2).forEach(each -> each.stopped().join());
        assertThat(group.loops()).map(Loop::isRunning).containsExactly(false, false, true);
    }

    @Test
    void closeFromInsideIsRefusedBeforeAnyIsClosed() {
        group.start();
        Task<?> inside = group.loops().get(1).createTask(() -> assertThatThrownBy(group::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot close a group of event loops from inside one of them: call close() in another"
                        + " thread"));
        resultOf(inside);
        assertThat(group.loops()).noneMatch(Loop::isClosed);
    }

    @Test
    void closeEndsTheTasksOfAllLoops() {
        group.start();
        List<Trail> trails = new ArrayList<>();
        for (Loop each : group.loops()) {
            Trail ended = new Trail();
            trails.add(ended);
            resultOf(each.createTask(() -> Asyncio.createTask(() -> {
                try {
                    sleepMs(Long.MAX_VALUE);
                } finally {
                    ended.add("ended");
                }
            })));
            resultOf(each.createTask(() -> yieldTimes(2)));
        }
        group.close();
        trails.forEach(ended -> ended.assertIs("ended"));
        assertThat(group.loops()).allMatch(Loop::isClosed);
        assertThatThrownBy(group::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(group::eventLoopGroup).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEventLoopsAreThoseOfTheLoops() {
        EventLoopGroup eventLoops = group.eventLoopGroup();
        assertThat(group.eventLoopGroup()).isSameAs(eventLoops);
        List<Object> given =
                IntStream.range(0, 3).<Object>mapToObj(i -> eventLoops.next()).toList();
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        group.loops().stream().<Object>map(Loop::eventLoop).toList());
        assertThatThrownBy(eventLoops::shutdownGracefully)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("or their LoopGroup");
    }

    /** Netty would close a connection that is dealt to it, and log an error. */
    @Test
    void aLoopThatHasClosedIsDealtNothingMore() {
        EventLoopGroup eventLoops = group.eventLoopGroup();
        EventLoop ended = group.loops().get(1).eventLoop();
        group.loops().get(1).close();
        assertThat(IntStream.range(0, 6).mapToObj(i -> eventLoops.next())).doesNotContain(ended);
        assertThat(IntStream.range(0, 6).mapToObj(i -> group.next())).noneMatch(Loop::isClosed);
    }

    /** What is dealt to it would be closed by it. */
    @Test
    void aLoopThatIsAboutToCloseIsDealtNothingMore() throws Exception {
        EventLoopGroup eventLoops = group.start().eventLoopGroup();
        Loop ending = group.loops().get(1);
        EventLoop itsOwn = ending.eventLoop();
        CountDownLatch cleansUp = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        resultOf(ending.createTask(() -> createTask(() -> {
            try {
                new Event().await();
            } finally {
                cleansUp.countDown();
                awaitUninterruptibly(mayEnd);
            }
        })));
        resultOf(ending.createTask(LoopTestBase::settle));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(ending::close);
        cleansUp.await();
        assertThat(IntStream.range(0, 6).mapToObj(i -> eventLoops.next())).doesNotContain(itsOwn);
        assertThat(IntStream.range(0, 6).mapToObj(i -> group.next())).noneMatch(Loop::isClosed);
        mayEnd.countDown();
        closing.join();
    }

    @Test
    void theEventLoopsAreGivenWhileOneLoopIsOpen() {
        group.loops().get(1).close();
        EventLoopGroup eventLoops = group.eventLoopGroup();
        EventLoop open = group.loops().get(0).eventLoop();
        assertThat(IntStream.range(0, 6).mapToObj(i -> eventLoops.next())).contains(open);
        group.loops().get(2).close();
        assertThat(group.eventLoopGroup()).isSameAs(eventLoops);
        assertThat(IntStream.range(0, 6).mapToObj(i -> eventLoops.next())).containsOnly(open);
    }

    @Test
    void theEventLoopsAreGivenWhileOneOfTheLoopsCloses() {
        for (int trial = 0; trial < 20; trial++) {
            try (LoopGroup two = LoopGroup.of(2, this::realTimeLoop)) {
                EventLoopGroup eventLoops = two.eventLoopGroup();
                Loop ending = two.loops().get(1);
                CompletableFuture<Void> closing = CompletableFuture.runAsync(ending::close);
                do {
                    assertThat(two.eventLoopGroup()).isSameAs(eventLoops);
                } while (!ending.isClosed());
                closing.join();
            }
        }
    }

    /** The turns that a thread takes meanwhile may be all those of the open loops. */
    @Test
    void aLoopThatHasClosedIsGivenToNoneOfSeveralThreads() {
        EventLoopGroup eventLoops = group.eventLoopGroup();
        group.loops().subList(0, 2).forEach(Loop::close);
        LongSupplier closedOnes = () -> IntStream.range(0, 200_000)
                .filter(i -> group.next().isClosed() || eventLoops.next().isShuttingDown())
                .count();
        List<CompletableFuture<Long>> threads = Stream.generate(
                        () -> CompletableFuture.supplyAsync(closedOnes::getAsLong))
                .limit(2)
                .toList();
        assertThat(threads).map(CompletableFuture::join).containsOnly(0L);
    }

    /** Each loop's share of the map is a plain one; a lost update would be a missing sale. */
    @Test
    void whatBelongsToAKeyNeedsNoLock() throws Exception {
        group.start();
        Map<Loop, Map<Integer, Integer>> sold = new HashMap<>();
        group.loops().forEach(each -> sold.put(each, new HashMap<>()));
        int keys = 7;
        int sales = 100;
        List<Task<?>> sellers = new ArrayList<>();
        for (Loop each : group.loops()) {
            sellers.add(each.createTask(() -> {
                for (int i = 0; i < sales; i++) {
                    int key = i % keys;
                    await(group.loopFor(key)
                            .createTask(() -> sold.get(getRunningLoop()).merge(key, 1, Integer::sum)));
                }
            }));
        }
        sellers.forEach(LoopTestBase::resultOf);
        Map<Integer, Integer> total = new HashMap<>();
        sold.values().forEach(total::putAll); // a key that is on two loops would lose sales here
        assertThat(total.values()).hasSize(keys);
        assertThat(total.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3 * sales);
    }

    @Test
    void tasksOfSeveralLoopsAreAwaitedTogether() {
        group.start();
        Task<List<Object>> gathering = group.next()
                .createTask(() -> gather(group.loops().stream()
                        .map(each ->
                                each.createTask(() -> (Object) currentTask().loop()))
                        .toList()));
        assertThat(resultOf(gathering)).isEqualTo(group.loops());
    }
}
