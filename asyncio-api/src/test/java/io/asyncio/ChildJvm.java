package io.asyncio;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM of the same version, with the flags of carrier fibers if this one has them. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Of {@code program}, with {@code arguments} and this JVM's class path. */
    public static List<String> command(List<String> flags, Class<?> program, String... arguments) {
        return command(flags, System.getProperty("java.class.path"), program, arguments);
    }

    /** {@link #command(List, Class, String...)} with a class path of its own. */
    static List<String> command(List<String> flags, String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
