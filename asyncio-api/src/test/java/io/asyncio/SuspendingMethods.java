package io.asyncio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods of the public API that may suspend the current task, as {@code Lock.acquire}, without their overloads: all
 * that the public types have, but for those named here.
 */
final class SuspendingMethods {
    private static final List<String> PACKAGES = List.of("io/asyncio", "io/asyncio/stream", "io/asyncio/subprocess");

    /** Bodies and listeners of the user's, and values: nothing of theirs waits for the loop. */
    private static final Set<String> TYPES_THAT_NEVER_SUSPEND = Set.of(
            // what users write, and what runs it is listed with its own type
            "Awaitable Body Coroutine GeneratorBody TaskGroup$Body TaskGroup$VoidBody VoidAwaitable VoidBody VoidCoroutine",
            "ConnectionHandler ExceptionHandler LoopCallback LoopExtension LoopObserver",
            // values
            "Datagram Handle Held Outcome Redirect Step TaskOptions ConnectOptions ProcessOptions ServerOptions StreamOptions",
            // a method is listed with the types that implement it: Stream, PipeReader and PipeWriter
            "StreamReader StreamWriter",
            // not for users, though another package needs them: Asyncio's methods go by these
            "Connections ProcessHost SocketHost StreamHost Subprocesses TransferTarget$Copying Transport");

    private static final List<String> METHODS_THAT_NEVER_SUSPEND = List.of(
            // they look at something, begin or change it, and return
            "AsyncIterator iterator",
            "Asyncio createTask generate currentTask allTasks printCallGraph getEventLoop newEventLoop getRunningLoop",
            "Barrier parties nWaiting isBroken reset abort",
            "Condition locked release signal signalAll",
            "DatagramStream address close isClosing",
            "Event isSet set clear",
            "Future loop done cancelled result exception setResult setException cancel addDoneCallback",
            "Future removeDoneCallback toCompletableFuture toOwningCompletableFuture awaited",
            "GroupServer sockets port isServing close closeClients abortClients",
            "Lock locked release",
            "Loop create on withVirtualTime name createTask createFuture callSoon callSoonThreadsafe callLater callAt",
            "Loop addSignalHandler removeSignalHandler time start stop stopped isRunning isCurrent eventLoop holder",
            "Loop currentStep isClosed allTasks readyCount connectionCount openSockets scheduler setExceptionHandler",
            "Loop getExceptionHandler defaultExceptionHandler callExceptionHandler dump setDebug getDebug",
            "Loop setSlowCallbackDuration getSlowCallbackDuration addObserver removeObserver tellObservers",
            "LoopGroup create start loops next currentOrNext loopFor eventLoopGroup",
            "PipeReader begin beginHere end atEof",
            "PipeWriter readerEnded end write writeLines writeEof close isClosing getExtraInfo startTls",
            "Process stdin stdout stderr pid returnCode sendSignal terminate kill",
            "Queue maxSize size isEmpty isFull isShutDown putNoWait getNoWait taskDone shutdown",
            "Runner getLoop",
            "Semaphore locked release",
            "Server loop close isServing closeClients abortClients sockets port",
            "Stream write writeLines writeEof close abort isClosing getExtraInfo atEof",
            "Task getName setName reactorContext cancel cancelling uncancel getStack state thread setResult",
            "Task setException awaited",
            "TaskGroup createTask",
            "TaskScope createTask",
            "ThreadSafeFlag set clear",
            "Timeout after at reschedule rescheduleAfter when expired",
            // they block a thread that runs no loop, and are refused in a task
            "Asyncio run",
            "Loop runForever runUntilComplete close",
            "LoopGroup close",
            "Process close",
            "Runner run close");

    private SuspendingMethods() {}

    static Set<String> all() {
        Set<String> all = publicMethods();
        all.removeAll(excluded());
        return all;
    }

    /** What is excluded here and is no method of the API any more. */
    static Set<String> outdatedExclusions() {
        Set<String> outdated = excluded();
        outdated.removeAll(publicMethods());
        return outdated;
    }

    private static Set<String> excluded() {
        return METHODS_THAT_NEVER_SUSPEND.stream()
                .map(line -> line.split(" "))
                .flatMap(words -> Arrays.stream(words, 1, words.length).map(name -> words[0] + "." + name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> publicMethods() {
        return PACKAGES.stream()
                .flatMap(SuspendingMethods::types)
                .filter(SuspendingMethods::maySuspend)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(SuspendingMethods::isOfTheApi)
                        .map(method -> nameOf(type) + "." + method.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfTheApi(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !Set.of("toString", "equals", "hashCode").contains(method.getName());
    }

    private static boolean maySuspend(Class<?> type) {
        boolean excluded = TYPES_THAT_NEVER_SUSPEND.stream()
                .anyMatch(line -> List.of(line.split(" ")).contains(nameOf(type)));
        return isPublic(type)
                && !excluded
                && !Throwable.class.isAssignableFrom(type)
                && !type.isRecord()
                && !Enum.class.isAssignableFrom(type);
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static String nameOf(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    /** Of the classes under test, not of their tests. */
    private static Stream<Class<?>> types(String folder) {
        Path root = Path.of(URI.create(
                Loop.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            List<Class<?>> types = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .<Class<?>>map(name -> typeOf(folder + "/" + name.substring(0, name.length() - ".class".length())))
                    .toList();
            return types.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> typeOf(String path) {
        try {
            return Class.forName(path.replace('/', '.'), false, Loop.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
