package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.BLOCK;
import static io.asyncio.program.Verb.Trait.INSTANT;

import java.util.List;

/** Tasks on the other loop. */
final class FarVerbs {
    private FarVerbs() {}

    static final List<Verb> ALL =
            List.of(Verb.of("far", 16, (v, d) -> d.task(v, d.newTask()), FarVerbs::far, INSTANT, BLOCK));

    private static void far(Actor me, Statement s) {
        me.begin(s.argument(0), s.body(), (name, body) -> me.run()
                .otherThan(me.loop())
                .createTask(name, body));
        me.log("spawned " + s.argument(0));
    }
}
