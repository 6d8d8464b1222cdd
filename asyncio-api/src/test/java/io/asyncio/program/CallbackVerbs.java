package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.BLOCK;
import static io.asyncio.program.Verb.Trait.INSTANT;
import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.Future;
import io.asyncio.Handle;
import java.util.List;

/** Callbacks of the loop. */
final class CallbackVerbs {
    private CallbackVerbs() {}

    static final List<Verb> ALL = List.of(
            Verb.of("callSoon", 4, (v, d) -> d.callback(v), CallbackVerbs::callSoon, INSTANT, BLOCK, PYTHON),
            Verb.of(
                    "callLater",
                    6,
                    (v, d) -> d.callback(v, d.newHandle(), d.time()),
                    CallbackVerbs::callLater,
                    INSTANT,
                    BLOCK,
                    PYTHON),
            Verb.of("dropCall", 1, (v, d) -> d.line(v, d.handle()), CallbackVerbs::dropCall, INSTANT, PYTHON),
            Verb.of(
                    "onDone",
                    4,
                    (v, d) -> d.callback(v, d.awaitable()),
                    CallbackVerbs::onDone,
                    INSTANT,
                    BLOCK,
                    PYTHON));

    private static void callSoon(Actor me, Statement s) {
        me.loop().callSoon(() -> me.callback(s.body()));
    }

    private static void callLater(Actor me, Statement s) {
        me.know(s.argument(0), me.loop().callLater(me.duration(s.argument(1)), () -> me.callback(s.body())));
    }

    private static void dropCall(Actor me, Statement s) {
        Handle handle = me.known(Handle.class, s.argument(0));
        if (handle != null) {
            me.log("drops " + s.argument(0));
            handle.cancel();
        }
    }

    private static void onDone(Actor me, Statement s) {
        Future<String> future = me.future(s.argument(0));
        if (future != null) {
            future.addDoneCallback(done -> me.callback(s.body()));
        }
    }
}
