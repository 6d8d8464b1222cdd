package io.asyncio;

import io.asyncio.fiber.Fiber;
import io.asyncio.fiber.FiberBody;
import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.Successors;
import io.asyncio.host.Host;
import io.asyncio.host.MemoryPause;
import io.asyncio.host.NettyHost;
import io.asyncio.host.Tenant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The running part of a loop: its gate, its wake-ups and its drains.
 *
 * <p>The gate is a {@link Session}: open from {@link #open} until the end of the turn in which a stop was requested. One
 * flag says that a drain is scheduled or runs ({@code awake}), so that a burst of work costs one wake-up; another
 * ({@code held}) that somebody runs the loop, the drain or whoever closes it.
 */
final class LoopCore implements Successors, Tenant {
    static final String CLOSED = "Event loop is closed";
    static final String ALREADY_RUNNING = "This event loop is already running: give it work by createTask(...)";
    private static final String NO_MORE_WORK = "The scheduler under this event loop takes no more work: ";
    private static final long HOLD_RETRY_NANOS = 100_000;

    final Loop loop;
    final Host host;
    final TimerHeap timers = new TimerHeap();
    final Turns turns;
    final ObservedSteps steps;
    private final MemoryShortage shortage = new MemoryShortage(); // the two: touched by who holds the loop
    private final MemoryShortage shortageOfEntry = new MemoryShortage();
    private @Nullable Ready hungry; // the entry that waits for memory, the first of them

    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicBoolean held = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean abandoning = new AtomicBoolean();
    private volatile boolean closed;
    private @Nullable Throwable breaks; // why the loop cannot go on; touched by who holds the loop
    private volatile @Nullable Throwable broken; // the same, once nobody drains the loop any more
    private volatile @Nullable LoopCore closes; // another loop, for which a step of this one waits
    private final Runnable drain = this::drainAsScheduled;
    private final Runnable alarmDrain = this::drainOnAlarm;
    private final Runnable turnsOfDrain = this::runTurns;
    private final Consumer<Throwable> breakOff = this::breakOff; // the five: made while there is memory
    private final Consumer<Runnable> scheduleDrain;
    private final Runnable setAlarm;
    private final Runnable executeAgain;
    private final Consumer<Loop> runHooks = LoopClosing::runHooks;
    private @Nullable Disposable alarm;
    private long alarmDeadline;
    private volatile boolean alarmRang; // set in the host's thread, which need not be the one that set the alarm
    private int timesHeld; // touched by who holds the loop
    private boolean draining; // touched by who holds the loop
    private boolean unwinding; // touched by who holds the loop
    private boolean inCallback; // that runs a task's first step itself, and goes on when that suspends

    LoopCore(Loop loop, Host host) {
        this.loop = loop;
        this.host = host;
        this.turns = new Turns(loop, host, timers);
        this.steps = new ObservedSteps(loop);
        this.scheduleDrain = host::execute;
        this.setAlarm = () -> alarm = host.executeAt(alarmDeadline, alarmDrain);
        this.executeAgain = () -> host.executeAgain(drain);
        ErrorLog.prepare(loop);
        Taken.values(); // loads it
        MemoryPause.prepare();
        NettyHost own = host.netty();
        if (own != null) {
            own.setTenant(this);
        }
    }

    /** Refuses what a loop that is closed, perhaps by now, cannot do. */
    void checkNotClosing() {
        if (closing.get()) {
            throw new IllegalStateException(CLOSED + ": make a new one by Loop.create() or newEventLoop()");
        }
    }

    /** Refuses new work on a loop that is closed, or that could not go on. */
    void checkNotClosed() {
        checkNotClosing();
        Throwable cause = broken;
        if (cause != null) {
            throw new IllegalStateException(
                    Session.COULD_NOT_GO_ON + cause + "; close it, and make a new one by Loop.create()", cause);
        }
    }

    /** Whether what is posted now is abandoned. */
    boolean takesNoMore() {
        return isClosing() || broken != null;
    }

    /** Whether the caller's code is the loop's: a task's step, a callback, or whatever runs on the loop's own thread. */
    boolean isHeldByCaller() {
        return isHeldBy(Thread.currentThread());
    }

    @Override
    public boolean isHeldBy(Thread thread) {
        Thread holder = loop.holder;
        return holder == thread || (holder == null && RunningLoop.isOwnThread(thread, this));
    }

    @Override
    public boolean staysOnThread() {
        return loop.fibers.kind() == FiberKind.CARRIER;
    }

    /** Whether the caller may touch the queue itself, as who holds the loop looks at it when the caller has returned. */
    private boolean isAttended() {
        return loop.holder == Thread.currentThread();
    }

    /** Refuses a call from a foreign thread; before the loop runs, any thread may prepare it. */
    void checkHeld(String call, String instead) {
        if (!isHeldByCaller() && isOpen()) {
            throw new IllegalStateException(call + " was called in thread '"
                    + Thread.currentThread().getName() + "' while the event loop runs elsewhere: use " + instead);
        }
    }

    /** Runs the first step of {@code run} inside the code of the caller, who holds the loop; false if the loop is stopped. */
    boolean startNow(TaskRun run) {
        if (isAttended()) {
            run.startNow();
            return true;
        }
        return isOpen() && runOnHostThread(run::startNow, false);
    }

    /** Puts an entry at the tail of the queue, from any thread. */
    void enqueue(Ready entry) {
        if (isAttended()) {
            turns.add(entry);
        } else {
            turns.post(entry);
            wakeUp();
            if (closed) {
                abandonPosted();
            } else if (broken != null) {
                abandonOnBroken();
            }
        }
    }

    /** Adds a timer, from any thread. */
    void enqueueTimer(Handle timer) {
        if (isAttended()) {
            timers.add(timer);
        } else {
            enqueue(new AddTimer(timer));
        }
    }

    /** Cancels a callback, and takes it off the heap if it is timed; from any thread. */
    void removeTimer(Handle timer) {
        timer.markCancelled();
        if (timer.deadline == Handle.NO_DEADLINE) {
            return;
        }
        if (isAttended()) {
            timers.remove(timer);
        } else {
            enqueue(new RemoveTimer(timer));
        }
    }

    boolean isOpen() {
        return openSession() != null;
    }

    private @Nullable Session openSession() {
        Session current = session.get();
        return current != null && current.isOpen() ? current : null;
    }

    /** The next run: from here on all others are refused. To be opened, or released. */
    Session reserve() {
        Session reserved = new Session(this);
        if (!session.compareAndSet(null, reserved)) {
            checkNotClosed();
            throw new IllegalStateException(ALREADY_RUNNING);
        }
        return reserved;
    }

    /** Opens the gate for a run that was reserved; a close meanwhile has ended it. */
    Session open(Session reserved) {
        LoopObserver told = loop.observer();
        if (told != null) {
            told.loopStarted();
        }
        reserved.open();
        try {
            LoopExtensions.tell(extension -> extension.loopStarted(loop));
            scheduleFirstDrain();
        } catch (Throwable refused) {
            release(reserved);
            throw refused;
        }
        if (closed) { // perhaps before the session was there to be ended by close()
            release(reserved);
        }
        return reserved;
    }

    /** Who opens the loop hears of a failure, and may try again. */
    private void scheduleFirstDrain() {
        if (fallsToCaller()) {
            try {
                scheduleDrain();
            } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
                awake.set(false);
                throw noMemory;
            }
        }
    }

    @Nullable
    LoopObserver observer() {
        return loop.observer();
    }

    /** A run that was reserved does not take place. */
    void release(Session reserved) {
        if (session.compareAndSet(reserved, null)) {
            reserved.end(isClosing());
        }
    }

    /** Completed when the gate is closed. */
    CompletableFuture<@Nullable Void> stopped() {
        Session current = session.get();
        return current == null ? CompletableFuture.completedFuture(null) : current.ended();
    }

    /** Closes the gate at the end of the current turn, or of the next one to run. */
    void requestStop() {
        turns.stopRequested = true;
        if (!isAttended()) {
            wakeUp();
        }
    }

    private void wakeUp() {
        if (fallsToCaller()) {
            try {
                scheduleDrain();
            } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
                breakOff(noMemory); // what was posted would wait for whoever posts next
                throw noMemory;
            } catch (IllegalStateException refused) {
                if (host.isOver()) {
                    breakOff(refused); // who waits for the run would wait for ever
                }
                throw refused;
            }
        }
    }

    /** Whether the caller is the one to schedule a drain. */
    private boolean fallsToCaller() {
        return !awake.get() && isOpen() && awake.compareAndSet(false, true);
    }

    /** If there is no memory for it, {@code awake} stays set. */
    private void scheduleDrain() {
        try {
            MemoryShortage.insist(scheduleDrain, drain);
        } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
            throw noMemory;
        } catch (Throwable e) {
            awake.set(false);
            if (!(e instanceof RejectedExecutionException)) {
                throw e;
            }
            if (!isClosing()) { // else closed meanwhile: the caller abandons what it has posted
                throw new IllegalStateException(NO_MORE_WORK + host, e);
            }
        }
    }

    /** Moves whenever another step begins, or the loop is held anew. For any thread: what it sees may be a moment old. */
    int stepsBegun() {
        return turns.started + timesHeld;
    }

    /** Whether the caller runs in a drain, whose end {@link LoopSockets#runDeferred()} does not miss. */
    boolean isDrainedByCaller() {
        return isAttended() && draining;
    }

    /**
     * Runs what comes from the host's own thread, where it runs, holding the loop; the tasks it wakes run after it. Also
     * while the loop closes, which this thread does, too.
     *
     * <p>{@code withTasks}, and if the loop sleeps, they run here: the bytes that woke them are still in the processor's
     * cache. What they leave to do waits for a drain of its own, and until that has run, events only make tasks ready:
     * however many sockets are ready, one budget at most is used up here.
     *
     * @return false, with nothing run, if another thread calls: it has to go by the inbox
     */
    boolean runOnHostThread(Runnable event, boolean withTasks) {
        NettyHost own = host.netty();
        if (own != null && isAttended()) {
            event.run();
            return true;
        }
        if (own == null || !own.isCurrentThread()) {
            return false;
        }
        runHeld(event);
        if (turns.hasReady()) {
            runWoken(withTasks);
        }
        return true;
    }

    private void runWoken(boolean withTasks) {
        if (withTasks && loop.fibers.kind() == FiberKind.CARRIER && isOpen() && awake.compareAndSet(false, true)) {
            drain(false);
        } else {
            wakeUp(); // between batons, it is cheaper to wake many at once
        }
    }

    private void drainOnAlarm() {
        alarmRang = true; // first: who falls asleep sees it, or is asleep
        if (awake.compareAndSet(false, true)) {
            drainAsScheduled();
        }
    }

    private void drainAsScheduled() {
        drain(true);
    }

    /**
     * An alarm that is over may be what has {@code scheduled} this; one that is still to come is left as it is. If there is
     * no memory for telling the host when to go on, this goes on: a task that runs may give memory back.
     */
    private void drain(boolean scheduled) {
        if (!held.compareAndSet(false, true)) {
            return; // somebody closes the loop
        }
        Next next = drainOnce(scheduled);
        while (next == Next.UNKNOWN || (next == Next.RUNS && !drainsAgain())) {
            next = drainOnce(false);
        }
        if (next == Next.SLEEPS) {
            fallAsleep();
        } else if (next == Next.IS_STOPPED) {
            release();
        } else if (next == Next.ENDS) {
            closeGate();
        } else if (next == Next.CLOSES) {
            held.set(false); // for who closes the loop; as awake stays set, nobody else comes
        }
    }

    /** What becomes of a loop after a drain. */
    private enum Next {
        RUNS,
        SLEEPS,
        IS_STOPPED,
        ENDS,
        CLOSES,
        /** There was no memory for it. */
        UNKNOWN
    }

    /**
     * The caller still holds the loop when this returns, and it does return: nobody else would drain the loop again. Where
     * there is no memory anything may fail, even the first use of a text.
     */
    private Next drainOnce(boolean scheduled) {
        try {
            Session current = openSession();
            if (current != null) {
                runTurnsOf(current, scheduled);
            }
            return nextOf(current != null);
        } catch (Throwable e) {
            return afterFailure(e) == Taken.REFUSED ? Next.ENDS : Next.UNKNOWN;
        }
    }

    private void runTurnsOf(Session current, boolean scheduled) {
        try {
            if (scheduled) {
                clearAlarm();
            }
            current.begin();
            runHeld(turnsOfDrain);
        } catch (Throwable e) {
            draining = false;
            loop.current = null;
            ErrorLog.tell("Error in an event loop", null, e);
            MemoryPause.take();
        }
    }

    private Next nextOf(boolean open) {
        if (isClosing()) {
            return Next.CLOSES;
        }
        if (open && turns.stopRequested && !turns.isInTurn()) {
            return Next.ENDS;
        }
        if (open && (turns.isInTurn() || turns.hasReady())) {
            return Next.RUNS;
        }
        Taken alarmSet = resetAlarm();
        if (alarmSet == Taken.YES) {
            return open ? Next.SLEEPS : Next.IS_STOPPED;
        }
        return alarmSet == Taken.REFUSED ? Next.ENDS : Next.UNKNOWN;
    }

    /** False if the caller still holds the loop, and has to go on. */
    private boolean drainsAgain() {
        held.set(false);
        Taken taken = take(executeAgain);
        if (taken == Taken.YES || !held.compareAndSet(false, true)) {
            return true; // else who closes the loop has it
        }
        if (taken == Taken.REFUSED) {
            closeGate();
        }
        return taken == Taken.REFUSED;
    }

    private void runTurns() {
        draining = true;
        turns.beginDrain();
        for (Ready entry = nextEntry(); entry != null; entry = nextEntry()) {
            run(entry);
            loop.sockets.runDeferredIfLarge();
        }
        turns.endTurn();
        draining = false;
    }

    /** What was deferred may make tasks ready: it sends what they wait for in {@code drain()}. */
    private @Nullable Ready nextEntry() {
        Ready entry = turns.next();
        return entry == null && loop.sockets.runDeferred() && turns.hasTime() ? turns.next() : entry;
    }

    /** Entries deal with errors of users; what still escapes (a toString() that throws) must not end the drain. */
    private void run(Ready entry) {
        try {
            if (loop.observer() == null) {
                entry.run();
            } else {
                steps.run(entry);
            }
            if (entry == hungry) {
                hungry = null;
                shortageOfEntry.end();
            }
        } catch (Throwable e) {
            loop.current = null;
            if (MemoryShortage.isCauseOf(e) && entry.runsAgain()) {
                runAgain(entry, e);
            } else {
                tell(e);
            }
        }
    }

    /** Somebody may wait for it. If there is no memory for too long, the loop ends. */
    private void runAgain(Ready entry, Throwable noMemory) {
        if (hungry == null) {
            hungry = entry;
        }
        turns.add(entry);
        if (!shortageOfEntry.isBearable()) {
            turns.stopRequested = true;
            endBroken(noMemory);
        }
    }

    private void tell(Throwable e) {
        try {
            loop.callExceptionHandler(new ExceptionContext("Error in the event loop", e, null));
        } catch (Throwable noMemory) {
            ErrorLog.tell("Error in an event loop", null, e);
        }
    }

    /** Whether it is the turn of {@code run}, which is about to suspend: it then goes on instead. */
    boolean continuesWith(TaskRun run) {
        if (inCallback || turns.peek() != run) {
            return false;
        }
        take(run);
        run.beginStep(null);
        return true;
    }

    /** {@code run}, which comes next, begins a step, and ends the one before. */
    private void take(TaskRun run) {
        if (loop.observer() != null) {
            steps.end();
            steps.begin(run, stepsBegun() + 1);
        }
        turns.take();
    }

    /** For a fiber that suspends or ends: the next one, if it is a task's turn. Then the caller holds the loop no more. */
    @Override
    public @Nullable Fiber next() {
        if (loop.observer() != null && !inCallback) {
            steps.end();
        }
        loop.current = null;
        Fiber next = null;
        while (next == null && !inCallback && turns.peek() instanceof TaskRun run) {
            take(run);
            next = run.beginStepOrFail(null);
        }
        loop.holder = null;
        return next;
    }

    /** Only after a task's step: what else runs in a fiber (see {@link TurnEvent}) does so in the middle of a turn's end. */
    @Override
    public @Nullable FiberBody nextBody(Fiber ended) {
        while (loop.current != null && !inCallback && turns.peek() instanceof TaskRun run && run.isNew()) {
            take(run);
            if (run.beginStepOrFail(ended) != null) {
                return run;
            }
        }
        return null;
    }

    @Override
    public void cannotStart(Throwable noThread) {
        TaskRun run = loop.current;
        loop.holder = Thread.currentThread();
        if (run != null) {
            run.fail(noThread);
        }
    }

    @Override
    public void unparkAll() {
        for (Task<?> task = loop.tasks.after(null); task != null; task = loop.tasks.after(task)) {
            LockSupport.unpark(task.run.thread());
        }
    }

    @Override
    public void starved(Throwable noMemory) {
        turns.stopRequested = true; // first: all else may fail
        cannotStart(noMemory);
        endBroken(noMemory);
    }

    /**
     * Runs a task's first step inside the callback that creates it, which must get the loop back: also when that step has
     * made room for others of the kind.
     */
    void runInCallback(TaskRun first) {
        boolean outer = inCallback;
        inCallback = true;
        try {
            loop.fibers.keepHeldMonitors();
            first.run();
            for (TaskRun next = turns.takeAhead(); next != null; next = turns.takeAhead()) {
                next.run();
            }
        } finally {
            inCallback = outer;
        }
    }

    private void runHeld(Runnable work) {
        Loop outer = RunningLoop.enter(loop);
        timesHeld++;
        try {
            work.run();
        } finally {
            RunningLoop.leave(loop, outer);
        }
    }

    private void closeGate() {
        turns.stopRequested = false;
        Session ended = session.get(); // only who holds the loop ends an open one
        if (ended != null) {
            ended.unlink();
            session.set(null);
        }
        Throwable cause = breaks;
        try {
            if (cause == null) {
                release();
            } else {
                held.set(false);
                stayBroken(cause);
            }
        } finally {
            if (ended != null) {
                ended.end(false);
            }
        }
    }

    private void release() {
        held.set(false);
        awake.set(false);
        wakeUp(); // somebody may have opened it anew while awake was still set
    }

    private void fallAsleep() {
        held.set(false);
        awake.set(false);
        if (turns.hasPosted() || turns.stopRequested || alarmRang) {
            wakeUp(); // posted, stopped or due while awake was still set
        }
    }

    /** Sets the alarm for the next timer, if there is one. */
    private Taken resetAlarm() {
        long deadline = timers.firstDeadline();
        if (alarm != null && alarmDeadline == deadline && !alarm.isDisposed()) {
            return Taken.YES;
        }
        clearAlarm();
        if (alarmRang) {
            alarmRang = false;
        }
        if (!isOpen() || (deadline == Durations.FOREVER && !isAtStandstill())) {
            return Taken.YES;
        }
        alarmDeadline = deadline;
        return take(setAlarm);
    }

    /** Whether only other threads can go on, if the host wants to know. */
    private boolean isAtStandstill() {
        return host.watchesStandstill() && !loop.sockets.areOpen() && !loop.processes.areRunning();
    }

    private enum Taken {
        YES,
        REFUSED,
        /** There is no memory for it. */
        NOT_YET
    }

    /** Does not fail: a host that does ends the run, and must not keep the loop from being closed. */
    private Taken take(Runnable schedule) {
        try {
            schedule.run();
            shortage.end();
            return Taken.YES;
        } catch (Throwable e) {
            return afterFailure(e);
        }
    }

    private Taken afterFailure(Throwable e) {
        try {
            if (MemoryShortage.isCauseOf(e) && shortage.isBearable()) {
                return Taken.NOT_YET;
            }
            if (!(e instanceof RejectedExecutionException)) {
                endBroken(e);
            } else if (!isClosing()) { // else it was closed between two drains
                loop.callExceptionHandler(new ExceptionContext(NO_MORE_WORK + host, e, null));
                breakWith(new IllegalStateException(NO_MORE_WORK + host, e));
                letOthersGo();
            }
            return Taken.REFUSED;
        } catch (Throwable noMemory) {
            MemoryPause.take();
            return Taken.NOT_YET;
        }
    }

    /** The loop cannot go on: who waits for its run is told why. */
    private void endBroken(Throwable cause) {
        breakWith(cause); // first: not even the text may be there
        ErrorLog.tell("An event loop cannot go on", null, cause);
        letOthersGo();
    }

    private void breakWith(Throwable cause) {
        breaks = cause;
        Session current = session.get();
        if (current != null) {
            current.breakWith(cause);
        }
    }

    /** Tasks of other loops and threads that wait for what this loop will never do. */
    private void letOthersGo() {
        try {
            MemoryShortage.insist(runHooks, loop);
        } catch (Throwable e) {
            ErrorLog.tell("Cannot tell who waits for the event loop", null, e);
        }
    }

    /** The host's thread has ended although nobody has closed the loop. */
    @Override
    public void threadEnded(@Nullable Throwable cause) {
        if (!isClosing()) {
            MemoryShortage.insist(
                    breakOff,
                    cause == null ? new IllegalStateException("the thread of the event loop has ended") : cause);
        }
    }

    /** By who would drain it, or have it drained, and cannot. */
    private void breakOff(Throwable cause) {
        endBroken(cause);
        Session ended = session.getAndSet(null);
        try {
            stayBroken(cause);
        } finally {
            if (ended != null) {
                ended.end(false);
            }
        }
    }

    /** Nobody drains it any more, as {@code awake} is left set: what is posted is abandoned. */
    private void stayBroken(Throwable cause) {
        awake.set(true);
        broken = cause;
        abandonOnBroken();
    }

    /** But for tasks, which wait for the close. Whoever posts does it, one at a time; the close does the rest. */
    private void abandonOnBroken() {
        while (turns.hasReady() && held.compareAndSet(false, true)) {
            try {
                turns.abandonAllButTasks();
            } finally {
                held.set(false);
            }
        }
    }

    private void clearAlarm() {
        Disposable set = alarm;
        alarm = null;
        if (set != null) {
            set.dispose();
        }
    }

    @Override
    public boolean isClosing() {
        return closing.get();
    }

    /**
     * Ends the loop: takes hold of it for good, unwinds its tasks, abandons what is queued. Returns once the host's
     * thread is given back.
     */
    void close(Runnable unwindTasks) {
        Loop closer = RunningLoop.get();
        if (closer == null) {
            closeNow(unwindTasks);
            return;
        }
        closer.core.closes = this; // first, as the other one looks for it
        try {
            refuseIfItCloses(closer);
            closeNow(unwindTasks);
        } finally {
            closer.core.closes = null;
        }
    }

    /** Two loops that close each other would wait for ever. */
    private void refuseIfItCloses(Loop closer) {
        for (LoopCore waits = closes; waits != null; waits = waits.closes) {
            if (waits.loop == closer) {
                throw new IllegalStateException("Cannot close " + loop + " in " + closer
                        + ", which it is closing itself: close both in a thread that is no loop's");
            }
        }
    }

    private void closeNow(Runnable unwindTasks) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        turns.closing = true; // ends a drain that runs elsewhere
        host.executeLast(() -> {
            while (!held.compareAndSet(false, true)) {
                LockSupport.parkNanos(HOLD_RETRY_NANOS);
            }
            runHeld(() -> abandonAll(unwindTasks));
        });
        closed = true;
        abandonPosted();
        Session ended = session.getAndSet(null);
        loop.sockets.awaitClosed();
        host.close();
        if (ended != null) {
            ended.end(true);
        }
        LoopExtensions.tell(extension -> extension.loopClosed(loop));
    }

    /** Whether a task that suspends would never be resumed; asked by who holds the loop. */
    boolean isUnwinding() {
        return unwinding;
    }

    private void abandonAll(Runnable unwindTasks) {
        clearAlarm();
        unwinding = true;
        unwindTasks.run();
        turns.abandonAll();
        timers.abandonAll(turns::abandon);
        loop.fibers.close();
    }

    /**
     * What was posted while the loop closed, or later, must not be forgotten. The closing thread and late posters may
     * meet: one of them does it for the others, which do not wait for what it calls.
     */
    private void abandonPosted() {
        while (turns.hasReady() && abandoning.compareAndSet(false, true)) {
            try {
                turns.abandonAll();
            } finally {
                abandoning.set(false);
            }
        }
    }

    private final class RemoveTimer extends Ready {
        private final Handle timer;

        RemoveTimer(Handle timer) {
            this.timer = timer;
        }

        @Override
        void run() {
            timers.remove(timer);
        }
    }

    private final class AddTimer extends Ready {
        private final Handle timer;

        AddTimer(Handle timer) {
            this.timer = timer;
        }

        @Override
        void run() {
            if (!timer.cancelled()) {
                timers.add(timer);
            }
        }

        @Override
        boolean runsAgain() {
            return true;
        }

        @Override
        void abandon() {
            timer.abandon();
        }
    }
}
