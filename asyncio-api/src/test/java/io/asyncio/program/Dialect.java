package io.asyncio.program;

import io.asyncio.program.Verb.Trait;
import java.util.ArrayList;
import java.util.List;

/** Which programs are drawn: what they say, and how far apart in time. */
enum Dialect {
    /** All that one loop does; much of it in the same turn. */
    ONE_LOOP(5) {
        @Override
        List<Verb> verbs() {
            List<Verb> verbs = new ArrayList<>(TaskVerbs.ALL);
            verbs.addAll(WaitVerbs.ALL);
            verbs.addAll(BlockVerbs.ALL);
            verbs.addAll(CallbackVerbs.ALL);
            verbs.addAll(PrimitiveVerbs.ALL);
            verbs.addAll(QueueVerbs.ALL);
            return verbs;
        }
    },
    /**
     * What CPython does in the same order: hardly anything in the same instant, as a wake takes it more turns. Not what is
     * another thing here: a wait for what is there already does not suspend, so that a task's cancel of itself is raised
     * later; nobody overtakes who waits for an item; a condition's waiter that is cancelled wakes no other; waitFor tells of
     * its timeout also if what it cancelled gives a result, and gather of its cancel also if what it cancelled fails, and it
     * cancels once what it is given twice. A group whose tasks fail does not raise anew a cancel that was swallowed before.
     */
    PYTHON(50_000) {
        @Override
        List<Verb> verbs() {
            return ONE_LOOP.verbs().stream()
                    .filter(verb -> verb.is(Trait.PYTHON))
                    .toList();
        }
    },
    /** One loop, whose users' code fails where it should not. */
    FAULTS(5) {
        @Override
        List<Verb> verbs() {
            List<Verb> verbs = new ArrayList<>(ONE_LOOP.verbs());
            verbs.addAll(FaultVerbs.ALL);
            return verbs;
        }
    },
    /** Tasks of two loops that wait for each other, and cancel each other. */
    TWO_LOOPS(5) {
        @Override
        List<Verb> verbs() {
            List<Verb> verbs = new ArrayList<>(TaskVerbs.ALL);
            verbs.addAll(WaitVerbs.ALL);
            verbs.addAll(BlockVerbs.ALL);
            verbs.addAll(FarVerbs.ALL);
            return verbs;
        }
    };

    final int lastInstant;

    Dialect(int lastInstant) {
        this.lastInstant = lastInstant;
    }

    abstract List<Verb> verbs();
}
