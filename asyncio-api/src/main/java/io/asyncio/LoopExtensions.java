package io.asyncio;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The extensions that this JVM has, loaded once. */
final class LoopExtensions {
    private static final List<LoopExtension> ALL = load();

    private LoopExtensions() {}

    /** Throws what an extension refuses the loop for. */
    static void tellCreated(Loop loop) {
        tell(extension -> extension.loopCreated(loop), true);
    }

    static void tell(Consumer<LoopExtension> what) {
        tell(what, false);
    }

    private static void tell(Consumer<LoopExtension> what, boolean mayRefuse) {
        for (LoopExtension extension : ALL) {
            try {
                what.accept(extension);
            } catch (Throwable e) {
                if (mayRefuse && e instanceof IllegalArgumentException refusal) {
                    throw refusal;
                }
                ErrorLog.tell("Error in " + extension.getClass().getName(), null, e);
            }
        }
    }

    /** One that cannot be loaded keeps no other from being found. */
    private static List<LoopExtension> load() {
        List<LoopExtension> extensions = new ArrayList<>();
        Iterator<LoopExtension> found = ServiceLoader.load(LoopExtension.class, LoopExtension.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return extensions;
                }
                extensions.add(found.next());
            } catch (Throwable e) {
                ErrorLog.tell("An extension of event loops cannot be loaded", null, e);
            }
        }
    }
}
