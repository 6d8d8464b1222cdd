package io.asyncio.examples.benchmarks.pairs;

import io.asyncio.examples.benchmarks.report.JobTitle;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the program is asked to do, by arguments of the form {@code name=value}; what it does not know are parameters of
 * the job.
 *
 * @param job the simple name of the benchmark class
 * @param contenders ours first, with its fiber behind a dash; measured twice to know how far to trust the others
 * @param rounds how often each is measured
 * @param slice for how long each time
 * @param leastWarmUps how many rounds are not counted at least
 * @param mostWarmUps and at most
 * @param results the file for the results, to which they are added
 * @param before where another version of the project has been compiled, for contenders that end with {@link #BEFORE}
 * @param parameters for JMH, the same for all contenders
 */
record PairOptions(
        String job,
        List<String> contenders,
        int rounds,
        Duration slice,
        int leastWarmUps,
        int mostWarmUps,
        Path results,
        String before,
        Map<String, String> parameters) {
    /** Behind the name of a contender that runs with the classes of another version. */
    static final String BEFORE = "@before";

    private static final Pattern LIBRARY = Pattern.compile(
            "[^" + File.pathSeparator + "]*/((asyncio-api|reactor-adapter|kotlin-adapter)/target/classes)");

    static PairOptions of(String... arguments) {
        if (arguments.length == 0 || arguments[0].contains("=")) {
            throw new IllegalArgumentException(
                    "name a job first, as in: SwitchInTurn contenders=asyncio-carrier,kotlin rounds=20 millis=400");
        }
        Map<String, String> given = Arrays.stream(arguments)
                .skip(1)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, LinkedHashMap::new));
        return new PairOptions(
                arguments[0],
                List.of(taken(given, "contenders", "asyncio-carrier,kotlin").split(",")),
                Integer.parseInt(taken(given, "rounds", "20")),
                Duration.ofMillis(Integer.parseInt(taken(given, "millis", "400"))),
                Integer.parseInt(taken(given, "warmup", "15")),
                Integer.parseInt(taken(given, "longest", "100")),
                Path.of(taken(given, "results", "target/results/Pairs.json")),
                taken(given, "before", ""),
                given);
    }

    /** With the library's own classes, of this build, replaced by those of the other version if {@code contender} asks for it. */
    String classPath(String contender, String classPath) {
        if (!contender.contains(BEFORE)) { // also of one that is measured again
            return classPath;
        }
        if (!Files.isDirectory(Path.of(before, "asyncio-api", "target", "classes"))) {
            throw new IllegalArgumentException(
                    contender + " needs before=<folder>, where another version has been compiled: " + before);
        }
        return LIBRARY.matcher(classPath).replaceAll(Matcher.quoteReplacement(before) + "/$1");
    }

    private static String taken(Map<String, String> given, String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    /** The job and its parameters. */
    String title() {
        return JobTitle.of(job, parameters);
    }
}
