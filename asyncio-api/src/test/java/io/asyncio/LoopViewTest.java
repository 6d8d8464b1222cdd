package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.ViewReader.TaskRow;
import io.asyncio.fiber.FiberKind;
import io.asyncio.view.LoopFeed;
import io.asyncio.view.LoopView;
import io.asyncio.view.ViewOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class LoopViewTest extends LoopTestBase {
    private final CountDownLatch blocked = new CountDownLatch(1);
    private Loop looked;
    private int unlooked; // whom it has told since before a view; none, unless the whole JVM is observed

    @BeforeEach
    void startLoop() {
        looked = realTimeLoop().start();
        unlooked = observersOf(looked);
    }

    private static int observersOf(Loop loop) {
        return loop.observer() instanceof Observers several ? several.size() : 0;
    }

    @AfterEach
    void closeLoops() {
        blocked.countDown();
        looked.close();
    }

    private LoopView view() throws IOException {
        return LoopView.start(looked, 0);
    }

    private LoopView cancellingView() throws IOException {
        return LoopView.start(looked, ViewOptions.defaults().withCancel(true));
    }

    @Test
    void thePageIsServedAndRunsNoScriptButItsOwn() throws Exception {
        try (LoopView view = view()) {
            HttpResponse<String> page = ViewReader.get(view.uri());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().map())
                    .containsEntry("content-type", List.of("text/html; charset=utf-8"))
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .containsEntry("x-frame-options", List.of("DENY"));
            assertThat(page.body()).contains("<title>asyncio</title>").doesNotContain("@nonce@", "@token@");
            assertThat(nonceOf(page.body()))
                    .isNotEqualTo(nonceOf(ViewReader.get(view.uri()).body()));
            assertThat(page.body()).contains("<script nonce=\"" + nonceOf(page.body()) + "\">");
            assertThat(view.uri()).hasHost("127.0.0.1").hasPort(view.port());
            assertThat(ViewReader.get(view.uri().resolve("other")).statusCode()).isEqualTo(404);
            assertThat(ViewReader.post(view.uri()).statusCode()).isEqualTo(405);
        }
    }

    private static String nonceOf(String page) {
        Matcher nonce = Pattern.compile("script-src 'nonce-(\\w{32})'").matcher(page);
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    @Test
    void aNameThatSomebodyElseHasMadeToMeanThisMachineIsRefused() throws Exception {
        try (LoopView view = view()) {
            for (String path : List.of("/", "/events", "/cancel")) {
                assertThat(statusFor(view, path, "rebound.example:" + view.port()))
                        .contains(" 403 ");
            }
            for (String host : List.of("localhost", "127.0.0.1:1", "[::1]:80", "192.168.0.7")) {
                assertThat(statusFor(view, "/", host)).as(host).contains(" 200 ");
            }
        }
    }

    private static String statusFor(LoopView view, String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), view.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void firstTheTreeIsToldThenWhatChanges() throws Exception {
        Task<?> parent = looked.createTask("parent", () -> {
            await(createTask("child", LoopViewTest::waitForever));
        });
        settleOutside(looked);
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            String first = reader.next();
            TaskRow child = TaskRow.of(first, "child");
            assertThat(first).contains("\"all\":true", "\"state\":\"running\"", "\"size\":2");
            assertThat(TaskRow.of(first, "parent").awaited()).isEqualTo(Long.toString(child.id()));
            assertThat(child.state()).isEqualTo(TaskState.PARKED);
            assertThat(child.moved())
                    .as("it has stood there for who knows how long")
                    .isNegative();
            assertThat(ViewReader.siteOf(first, child))
                    .startsWith("Asyncio.sleep at io.asyncio.LoopViewTest.waitForever(LoopViewTest.java:");

            looked.createTask("later", LoopViewTest::waitForever);
            String later = reader.awaitMessage(
                    message -> TaskRow.find(message, "later").find());
            assertThat(later).contains("\"all\":false").doesNotContain("\"child\"", "\"parent\"");
            assertThat(TaskRow.of(later, "later").made())
                    .as("it was seen being made")
                    .isPositive();

            parent.cancel();
            String gone = reader.awaitMessage(message -> message.contains("\"gone\":[" + child.id()));
            assertThat(gone).contains("\"size\":1");
        }
    }

    /** Has each task run until it waits. */
    private static void settleOutside(Loop running) {
        resultOf(running.createTask(() -> yieldTimes(10)));
    }

    private static void waitForever() {
        sleep(Double.POSITIVE_INFINITY);
    }

    @Test
    void aBlockedLoopIsShownWithTheStepThatHoldsIt() throws Exception {
        looked.createTask("blocking", this::block);
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            String held = reader.awaitText("\"held\":[\"Task[blocking]\",");
            assertThat(held).contains("LoopViewTest.block(LoopViewTest.java:");
            assertThat(ViewReader.get(view.uri()).statusCode()).isEqualTo(200);
            looked.createTask("queued", () -> {});
            assertThat(reader.awaitTask("queued").state()).isEqualTo(TaskState.NEW);
            blocked.countDown();
            reader.awaitText("\"held\":[],");
        }
    }

    private void block() {
        awaitUninterruptibly(blocked);
    }

    @Test
    void aStepThatTookLongIsToldWithItsStackAlsoWithoutDebugMode() throws Exception {
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            reader.next();
            looked.createTask("slow", this::block);
            reader.awaitText("\"held\":[\"Task[slow]\",");
            blocked.countDown();
            String told = reader.awaitMessage(message -> message.contains("\"log\":[["));
            assertThat(told.substring(told.indexOf("\"log\":[[")))
                    .contains("\"Task[slow]\"")
                    .contains("LoopViewTest.block(LoopViewTest.java:");
            assertThat(reader.next()).as("it is told once").contains("\"log\":[]");
            try (ViewReader late = new ViewReader(view)) {
                assertThat(late.next()).contains("\"log\":[[").contains("\"Task[slow]\"");
            }
        }
    }

    @Test
    void aTaskThatFailedIsTold() throws Exception {
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            reader.next();
            Task<?> failing = looked.createTask("failing", () -> {
                throw new IOException("no such file");
            });
            failureOf(failing);
            assertThat(reader.awaitText("\"log\":[[")).contains("Task[failing]: java.io.IOException: no such file");
        }
        takeErrors();
    }

    @Test
    void anExceptionWhoseTextTakesForEverHoldsUpItsLoopAndNotTheView() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            reader.next();
            looked.createTask("failing", () -> {
                throw new SlowText(asked, blocked);
            });
            awaitUninterruptibly(asked);
            assertThat(reader.awaitText("\"held\":[\"")).contains("SlowText.getMessage");
            blocked.countDown();
            assertThat(reader.awaitText("\"log\":[[")).contains("Task[failing]: ", "slow text");
        }
        takeErrors();
    }

    @Test
    void anExceptionWhoseStackCannotBeReadIsToldWithoutIt() throws Exception {
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            reader.next();
            Task<?> failing = looked.createTask("failing", () -> {
                throw new SecretStack();
            });
            failureOf(failing);
            assertThat(reader.awaitText("\"log\":[[")).contains("Task[failing]: ", "SecretStack");
        }
        takeErrors();
    }

    private static final class SecretStack extends RuntimeException {
        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("on purpose");
        }
    }

    /** As there is no memory for it, or because the thread is of users who have their own. */
    @Test
    void aStackThatCannotBeReadIsNotTheEndOfTheView() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        Scheduler threads = Schedulers.fromExecutorService(
                Executors.newSingleThreadScheduledExecutor(work -> new SecretThread(work, refused)));
        try (Loop foreign = Loop.on(threads).start();
                LoopView view = LoopView.start(foreign, 0);
                ViewReader reader = new ViewReader(view)) {
            foreign.callSoonThreadsafe(() -> awaitUninterruptibly(refused));
            awaitUninterruptibly(refused);
            foreign.createTask("later", LoopViewTest::waitForever);
            assertThat(reader.awaitTask("later").state()).isIn(TaskState.NEW, TaskState.READY, TaskState.PARKED);
        } finally {
            threads.dispose();
        }
    }

    private static final class SecretThread extends Thread {
        private final CountDownLatch asked;

        SecretThread(Runnable work, CountDownLatch asked) {
            super(work);
            this.asked = asked;
            setDaemon(true);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            asked.countDown();
            throw new IllegalStateException("on purpose");
        }
    }

    private static final class SlowText extends RuntimeException {
        private final transient CountDownLatch asked;
        private final transient CountDownLatch answer;

        SlowText(CountDownLatch asked, CountDownLatch answer) {
            this.asked = asked;
            this.answer = answer;
        }

        @Override
        public String getMessage() {
            asked.countDown();
            awaitUninterruptibly(answer);
            return "slow text";
        }
    }

    @Test
    void namesAreTextWhateverTheyContain() throws Exception {
        String name = "<script>alert('\"\\&\u2028\n\ud83d\ude00')</script>";
        looked.createTask(name, LoopViewTest::waitForever);
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            assertThat(reader.next())
                    .contains("\\u003cscript\\u003ealert('\\\"\\\\\\u0026\\u2028\\u000a\\ud83d\\ude00')")
                    .doesNotContain("<", ">", "&", "\u2028");
        }
    }

    @Test
    void cancelIsRefusedUnlessItIsSwitchedOn() throws Exception {
        Task<?> task = looked.createTask("task", LoopViewTest::waitForever);
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            long id = TaskRow.of(reader.next(), "task").id();
            HttpResponse<String> refused = cancel(view, id, "");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .isEqualTo("This view only shows: start it with ViewOptions.withCancel(true) to cancel tasks\n");
            assertThat(ViewReader.get(view.uri()).body()).contains("const TOKEN = '';");
        }
        assertThat(task.done()).isFalse();
    }

    @Test
    void onlyThePageMayCancel() throws Exception {
        Task<?> task = looked.createTask("task", LoopViewTest::waitForever);
        try (LoopView view = cancellingView();
                ViewReader reader = new ViewReader(view)) {
            long id = TaskRow.of(reader.next(), "task").id();
            String token = tokenOf(ViewReader.get(view.uri()).body());
            HttpResponse<String> refused = cancel(view, id, "0123");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .isEqualTo("This request to cancel a task does not come from the page of this view: reload it\n");
            assertThat(cancel(view, id, token, "Origin", "http://other.example").statusCode())
                    .isEqualTo(403);
            assertThat(ViewReader.get(cancelUri(view, id, token)).statusCode()).isEqualTo(405);
            assertThat(cancel(view, id + 1000, token).statusCode()).isEqualTo(404);
            assertThat(task.done()).isFalse();
            assertThat(cancel(view, id, token, "Origin", "http://127.0.0.1:" + view.port())
                            .statusCode())
                    .isEqualTo(200);
            reader.awaitText("\"gone\":[" + id + "]");
            assertThat(task.cancelled()).isTrue();
        }
    }

    private static HttpResponse<String> cancel(LoopView view, long id, String token, String... headers)
            throws Exception {
        return ViewReader.post(cancelUri(view, id, token), headers);
    }

    private static URI cancelUri(LoopView view, long id, String token) {
        return view.uri().resolve("cancel?task=" + id + "&token=" + token);
    }

    private static String tokenOf(String page) {
        Matcher token = Pattern.compile("const TOKEN = '(\\w+)';").matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    @Test
    void theLoopIsObservedOnlyWhileSomebodyLooks() throws Exception {
        try (LoopView view = view()) {
            ViewReader.get(view.uri());
            assertThat(observersOf(looked)).isEqualTo(unlooked);
            try (ViewReader first = new ViewReader(view)) {
                first.next();
                assertThat(observersOf(looked)).isEqualTo(unlooked + 1);
                try (ViewReader second = new ViewReader(view)) {
                    second.next();
                }
                first.next();
                assertThat(observersOf(looked)).isEqualTo(unlooked + 1);
            }
            awaitEndOfFeed();
            assertThat(observersOf(looked)).isEqualTo(unlooked);
            ViewReader.get(view.uri());
        }
    }

    @Test
    void whoIsGoneBeforeTheFirstMessageIsNoViewer() {
        try (LoopFeed feed = LoopFeed.of(Map.of("loop", looked), false)) {
            feed.messages().subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    cancel();
                }
            });
            assertThat(observersOf(looked)).isEqualTo(unlooked);
        }
    }

    /** Its thread ends when it has told the last viewer, who is gone. */
    private static void awaitEndOfFeed() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("asyncio-view")) {
                thread.join();
            }
        }
    }

    @Test
    void aViewThatIsClosedLetsGoOfTheLoop() throws Exception {
        LoopView view = view();
        try (ViewReader reader = new ViewReader(view)) {
            reader.next();
            view.close();
            assertThat(observersOf(looked)).isEqualTo(unlooked);
        }
        assertThatThrownBy(() -> ViewReader.get(view.uri())).isInstanceOf(IOException.class);
        view.close();
        assertThat(looked.isRunning()).isTrue();
    }

    @Test
    void tenThousandTasksAreToldInOneMessageAndThenOnlyWhatChanges() throws Exception {
        int many = 10_000;
        Loop crowded = realTimeLoop();
        if (kind != FiberKind.PLATFORM) { // these would be as many threads
            crowded.start();
        }
        int uncrowded = observersOf(crowded);
        for (int i = 0; i < many; i++) {
            crowded.createTask("worker " + i, LoopViewTest::waitForever);
        }
        LoopFeed feed = LoopFeed.of(Map.of("crowded", crowded), false);
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        Disposable viewer = feed.messages().subscribe(messages::add);
        String first = messages.take();
        assertThat(first).contains("\"size\":" + many);
        assertThat(first.length()).isLessThan(700_000);
        String quiet = messages.take();
        while (!quiet.contains("\"tasks\":[],\"gone\":[]")) { // stacks are read little by little
            quiet = messages.take();
        }
        assertThat(quiet.length()).isLessThan(1000);
        viewer.dispose();
        assertThat(observersOf(crowded)).isEqualTo(uncrowded);
        feed.close();
        crowded.close();
    }

    @Test
    void severalLoopsAreShownAndATaskMayAwaitOneOfAnotherLoop() throws Exception {
        Loop other = realTimeLoop().start();
        Task<?> far = other.createTask("far", LoopViewTest::waitForever);
        looked.createTask("near", () -> await(far));
        settleOutside(looked);
        try (LoopView view = LoopView.start(List.of(looked, other), ViewOptions.defaults());
                ViewReader reader = new ViewReader(view)) {
            String message = reader.next();
            assertThat(message).contains("\"name\":\"" + looked.name() + "\"", "\"name\":\"" + other.name() + "\"");
            assertThat(TaskRow.of(message, "near").awaited())
                    .isEqualTo(Long.toString(TaskRow.of(message, "far").id()));
            other.close();
            assertThat(reader.awaitText("\"state\":\"closed\"")).contains("\"state\":\"running\"");
        }
        takeErrors(); // the far task was cancelled by the close of its loop
    }

    @Test
    void socketsAreShown() throws Exception {
        looked.createTask("server", () -> startServer((reader, writer) -> writer.close(), "127.0.0.1", 0)
                .serveForever());
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            assertThat(reader.awaitText("\"sockets\":[[\"server\",\"/127.0.0.1:"))
                    .contains("\"allSockets\":1");
        }
    }

    @Test
    void turnsAreCounted() throws Exception {
        try (LoopView view = view();
                ViewReader reader = new ViewReader(view)) {
            reader.next();
            looked.createTask("one", () -> {});
            long[] sums = new long[8];
            while (sums[1] == 0 || sums[7] == 0) {
                add(reader.next(), sums);
            }
            assertThat(sums[2]).as("steps").isPositive();
            assertThat(sums[5]).as("longest queue").isPositive();
            assertThat(sums[6]).as("tasks made").isEqualTo(1);
            assertThat(sums[7]).as("tasks done").isEqualTo(1);
        }
    }

    private static void add(String message, long[] sums) {
        Matcher turns = Pattern.compile("\"turns\":\\[\\[([\\d,]+)]]").matcher(message);
        assertThat(turns.find()).as(message).isTrue();
        String[] piece = turns.group(1).split(",", -1);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += Long.parseLong(piece[i]);
        }
    }

    @Test
    void whoDoesNotTakeTheMessagesInIsToldAllAnewLater() throws Exception {
        LoopFeed feed = LoopFeed.of(Map.of("loop", looked), false);
        List<String> taken = new ArrayList<>();
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        Disposable quick = feed.messages().subscribe(messages::add);
        LateSubscriber late = new LateSubscriber(taken);
        feed.messages().subscribe(late);
        messages.take();
        looked.createTask("missed", LoopViewTest::waitForever);
        while (!messages.take().contains("\"missed\"")) {
            // goes by the one who takes none
        }
        assertThat(taken).isEmpty();
        late.request(1);
        late.got.await();
        assertThat(taken).singleElement().asString().contains("\"all\":true", "\"missed\"");
        quick.dispose();
        late.cancel();
        assertThat(observersOf(looked)).isEqualTo(unlooked);
        feed.close();
    }

    /** Asks for one element when told to. */
    private static final class LateSubscriber extends BaseSubscriber<String> {
        final CountDownLatch got = new CountDownLatch(1);
        private final List<String> taken;

        LateSubscriber(List<String> taken) {
            this.taken = taken;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(String message) {
            taken.add(message);
            got.countDown();
        }
    }

    @Test
    void whatCannotBeServedIsRefused() throws Exception {
        assertThatThrownBy(() -> ViewOptions.defaults().withPort(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a port must be between 0 and 65535, got 70000");
        try (LoopView view = view()) {
            assertThatThrownBy(() -> LoopView.start(looked, view.port())).isInstanceOf(IOException.class);
            assertThat(view).hasToString("LoopView[http://127.0.0.1:" + view.port() + "/]");
        }
    }
}
