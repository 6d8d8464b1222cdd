package io.asyncio.seeing;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;

import io.asyncio.Loop;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program whose tasks another process looks at, until its standard input ends. */
final class InspectedProgram {
    private InspectedProgram() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("other loader")) {
            runInOtherLoader();
        }
        if (args[0].equals("no loop")) {
            System.out.println("ready");
            System.in.read();
            return;
        }
        try (Loop loop = Loop.create().start()) {
            String name = "parent\u001b[2J\u009b\u202e\n"; // the last three are commands to a terminal, too
            loop.createTask(name, () -> await(createTask("child", () -> sleep(Double.POSITIVE_INFINITY))));
            loop.createTask("last", () -> {
                sleep(0); // the child has its turn
                System.out.println("ready");
                if (args[0].equals("blocked")) {
                    Thread.sleep(Long.MAX_VALUE);
                }
            });
            System.in.read();
            System.exit(0); // the loop may be blocked for good
        }
    }

    /** As in the jar of Spring Boot: the library is not where the JVM looks for classes by itself. */
    private static void runInOtherLoader() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Method main = loader.loadClass(InspectedProgram.class.getName()).getMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) new String[] {"idle"});
    }
}
