package io.asyncio.seeing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The command {@code java -jar asyncio-api.jar ps|pstree <pid>}: shows the tasks of another JVM, which needs no flags for it, and
 * may be of another version. Works while a loop there is blocked. Needs a JDK, and this jar alone. Like {@code python -m asyncio
 * ps|pstree}.
 */
public final class JvmInspector {
    private static final String USAGE = """
            usage: java -jar asyncio-api.jar ps <pid>        the tasks of a JVM, one a line
                   java -jar asyncio-api.jar pstree <pid>    which task waits for which, and where
            """;
    private static final Map<String, String> ATTRIBUTES = Map.of("ps", LoopsBean.TABLE, "pstree", LoopsBean.TREE);
    private static final String MODULE = "jdk.attach";
    private static final int ANSWER_SECONDS = 20;
    private static final int WRONG_USAGE = 2;
    private static final String UNPRINTABLE = "[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069&&[^\n]]";

    private JvmInspector() {}

    /** The command. Ends the JVM: with 0, with 1 if the other JVM cannot be asked, with 2 if the arguments are wrong. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, ANSWER_SECONDS, System.out, System.err));
    }

    /** The command's exit code. The other JVM has so many seconds to answer. */
    static int run(String[] arguments, int seconds, PrintStream out, PrintStream errors) {
        String attribute = arguments.length == 2 ? ATTRIBUTES.get(arguments[0]) : null;
        if (attribute == null || !arguments[1].matches("\\d{1,9}")) {
            errors.print(USAGE);
            return WRONG_USAGE;
        }
        try {
            ask(Integer.parseInt(arguments[1]), attribute, seconds).forEach(text -> out.print(printable(text)));
            out.flush();
            return 0;
        } catch (IOException e) {
            errors.println(e.getMessage());
            return 1;
        }
    }

    private static List<String> ask(int pid, String attribute, int seconds) throws IOException {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IOException(
                    "This needs a JDK: the Java of " + System.getProperty("java.home") + " lacks the module " + MODULE);
        }
        OtherProcess.check(pid);
        FutureTask<List<String>> answer = new FutureTask<>(() -> OtherJvm.read(pid, attribute));
        Thread asking = new Thread(answer, "asking process " + pid);
        asking.setDaemon(true);
        asking.start();
        return await(answer, pid, seconds);
    }

    /** A process that is stopped takes the question, and does not answer. */
    private static List<String> await(FutureTask<List<String>> answer, int pid, int seconds) throws IOException {
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Process " + pid + " has not answered within " + seconds
                    + " s: it is stopped, or the machine is too busy; try again later");
        } catch (InterruptedException e) {
            throw new IOException("Interrupted while process " + pid + " was asked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
        }
    }

    /**
     * Names of tasks may have what a terminal takes for commands, or what turns the direction of writing; and a terminal may
     * know ASCII only.
     */
    private static String printable(String text) {
        String harmless = text.replaceAll(UNPRINTABLE, "?");
        String charset = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        Charset ofTerminal = charset == null ? Charset.defaultCharset() : Charset.forName(charset);
        if (ofTerminal.newEncoder().canEncode('└')) {
            return harmless;
        }
        return harmless.replace("├── ", "+-- ").replace("└── ", "`-- ").replace('│', '|');
    }
}
