package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;

import io.asyncio.Task;
import io.asyncio.TaskGroup;
import io.asyncio.TaskGroupException;
import java.util.Random;

/** Groups of which a task fails, and shields whose waiters are cancelled. */
final class GroupAndShieldLoad extends Load {
    GroupAndShieldLoad() {
        super("TaskGroup and shield", 2);
    }

    @Override
    void round(Random random) throws Exception {
        groups(random);
        shields(random);
    }

    /** Each crowd's member has a group of its own. */
    private static void groups(Random random) throws Exception {
        int[] running = {0};
        Crowd.run(random, 4, () -> {
            try {
                taskGroup(group -> {
                    fill(group, random, running);
                });
            } catch (TaskGroupException e) {
                require(e.exceptions().get(0) instanceof Planned, "a group fails with what its task threw");
            }
        });
        require(running[0] == 0, "no task of a group outlives it");
    }

    private static void fill(TaskGroup group, Random random, int[] running) {
        boolean fails = random.nextBoolean();
        for (int i = 0; i < 4; i++) {
            boolean failing = fails && i == 2;
            group.createTask(() -> {
                running[0]++;
                try {
                    sleepMs(random.nextInt(6));
                    if (failing) {
                        throw new Planned();
                    }
                } finally {
                    running[0]--;
                }
            });
        }
    }

    private static void shields(Random random) throws Exception {
        Task<Integer> saving = createTask(() -> {
            sleepMs(random.nextInt(6));
            return 42;
        });
        Crowd.run(random, 4, () -> require(await(shield(saving)) == 42, "a shield gives the result"));
        require(await(saving) == 42, "a shielded task is not cancelled");
    }

    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
