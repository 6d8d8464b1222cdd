package io.asyncio.program;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.ExceptionContext;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of each program, and what did not. Of two loops, two threads write here. */
final class Ledger {
    private final Faults injected;
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Throwable> failures = new HashMap<>(); // by task
    private final Set<String> retrieved = new HashSet<>();
    private final Set<String> retrievedLate = new HashSet<>(); // perhaps in the moment in which somebody is told of it
    private final Set<String> gathered = new HashSet<>(); // whose later failures count as retrieved
    private final Map<String, List<Future<?>>> members = new HashMap<>(); // by group
    private final Map<String, Integer> told = new HashMap<>();
    private final IdentityHashMap<Throwable, Integer> inCallbacks =
            new IdentityHashMap<>(); // and how often they were told
    /** Of generators, and not yet given to anybody. */
    private final Set<Throwable> generated = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<String, Integer> inside = new HashMap<>(); // of a lock or semaphore
    private final Map<String, QueueLedger> queues = new HashMap<>();

    Ledger(Faults injected) {
        this.injected = injected;
    }

    synchronized void check(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    synchronized void failed(String task, Throwable failure) {
        if (!(failure instanceof CancelledError)) {
            failures.put(task, failure);
        }
    }

    synchronized boolean hasFailed(String task) {
        return failures.containsKey(task);
    }

    synchronized void addMember(String group, Future<?> task) {
        members.computeIfAbsent(group, g -> new ArrayList<>()).add(task);
    }

    synchronized List<Future<?>> members(String group) {
        return members.getOrDefault(group, List.of());
    }

    synchronized void gathered(Collection<? extends Future<?>> futures) {
        namesOf(futures).forEach(gathered::add);
    }

    /** Somebody begins to wait for tasks, of which those of another loop may have failed, and that loop may tell of it now. */
    synchronized void expected(Collection<? extends Future<?>> futures) {
        Loop here = Asyncio.getRunningLoop();
        retrievedLate.addAll(namesOf(futures.stream()
                .filter(future -> future.loop() != here && future.done())
                .toList()));
    }

    /** Who waited for {@code futures} has been given {@code thrown}. */
    synchronized void retrieved(Collection<? extends Future<?>> futures, @Nullable Throwable thrown) {
        Set<Throwable> given = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(thrown, given);
        for (String name : namesOf(futures)) {
            if (given.contains(failures.get(name))) {
                retrieved.add(name);
            }
        }
    }

    private static List<String> namesOf(Collection<? extends Future<?>> futures) {
        return futures.stream()
                .filter(future -> future instanceof Task)
                .map(future -> ((Task<?>) future).getName())
                .toList();
    }

    private static void collect(@Nullable Throwable thrown, Set<Throwable> given) {
        if (thrown != null && given.add(thrown)) {
            collect(thrown.getCause(), given);
            for (Throwable suppressed : thrown.getSuppressed()) {
                collect(suppressed, given);
            }
        }
    }

    /** A generator has: who consumes it is given {@code failure}, or is cancelled meanwhile, and somebody is told. */
    synchronized void raisedInGenerator(Throwable failure) {
        if (!(failure instanceof CancelledError)) {
            generated.add(failure);
        }
    }

    synchronized void raisedToConsumer(Throwable failure) {
        Set<Throwable> given = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(failure, given);
        generated.removeAll(given);
    }

    synchronized void raisedInCallback(Throwable failure) {
        inCallbacks.putIfAbsent(failure, 0);
    }

    synchronized void told(ExceptionContext context) {
        if (context.future() instanceof Task<?> task && failures.get(task.getName()) == context.exception()) {
            String name = task.getName();
            boolean inTime = retrieved.contains(name) && !retrievedLate.contains(name);
            check(!inTime, "told of " + name + ", whose failure was retrieved");
            told.merge(task.getName(), 1, Integer::sum);
        } else if (inCallbacks.containsKey(context.exception())) {
            inCallbacks.merge(context.exception(), 1, Integer::sum);
        } else if (!generated.remove(context.exception())) {
            check(injected.hasThrown(context.exception()), "told of what nobody threw: " + context.message());
        }
    }

    synchronized void enters(String name, int places) {
        check(inside.merge(name, 1, Integer::sum) <= places, name + " has let in too many");
    }

    synchronized void leaves(String name) {
        inside.merge(name, -1, Integer::sum);
    }

    synchronized QueueLedger queue(String name) {
        return queues.computeIfAbsent(name, n -> new QueueLedger(this, n));
    }

    /** All tasks have ended: nobody waits, and all is given back. */
    synchronized void checkPrimitives(Collection<Object> things) {
        for (Object thing : things) {
            if (!(thing instanceof Future)) {
                String state = thing.toString();
                check(!state.matches(".*((waiters|getters|putters|waiting)=[1-9]|\\[locked|free=[013-9]).*"), state);
            }
        }
    }

    /** The loops are closed: each failure was retrieved, or told once. */
    synchronized List<String> faults() {
        failures.forEach((task, failure) -> {
            int times = told.getOrDefault(task, 0);
            check(times <= 1, "the failure of " + task + " was told " + times + " times");
            boolean known = times > 0 || retrieved.contains(task) || gathered.contains(task);
            check(known, "the failure of " + task + " is lost");
        });
        check(generated.isEmpty(), "lost failures of generators: " + generated);
        inCallbacks.forEach((failure, times) ->
                check(times == 1, Names.of(failure) + " of a callback was told " + times + " times"));
        return List.copyOf(broken);
    }
}
