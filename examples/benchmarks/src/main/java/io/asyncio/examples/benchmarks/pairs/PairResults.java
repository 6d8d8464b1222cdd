package io.asyncio.examples.benchmarks.pairs;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.asyncio.examples.benchmarks.report.Json;
import io.asyncio.examples.benchmarks.report.Quartiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one job.
 *
 * @param commit of the code, with a plus if something was not committed
 * @param costs of each contender, ours first, a number for each round
 */
record PairResults(String title, String commit, String jvm, Map<String, List<Double>> costs) {
    /** Behind the name of ours when it is measured once more, to be compared with itself. */
    static final String AGAIN = ", again";

    static PairResults of(String title, List<String> names, List<Map<String, Sample>> rounds) {
        Map<String, List<Double>> costs = new LinkedHashMap<>();
        for (String name : names) {
            costs.put(name, rounds.stream().map(round -> round.get(name).cost()).toList());
        }
        return new PairResults(title, Commit.current(), System.getProperty("java.vm.version"), costs);
    }

    String ours() {
        return costs.keySet().iterator().next();
    }

    List<String> peers() {
        return costs.keySet().stream().skip(1).toList();
    }

    /** Of ours to {@code peer}, round by round. */
    Quartiles ratio(String peer) {
        List<Double> mine = costs.get(ours());
        List<Double> its = costs.get(peer);
        return Quartiles.ofIndexed(mine.size(), round -> mine.get(round) / its.get(round));
    }

    Quartiles cost(String contender) {
        List<Double> its = costs.get(contender);
        return Quartiles.ofIndexed(its.size(), its::get);
    }

    /** A line of JSON for each job. */
    static List<PairResults> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(PairResults::parsed).toList();
    }

    private static PairResults parsed(String line) {
        try {
            Map<?, ?> fields = (Map<?, ?>) Json.parse(line);
            Map<String, List<Double>> costs = new LinkedHashMap<>();
            ((Map<?, ?>) fields.get("costs"))
                    .forEach((name, its) -> costs.put(
                            name.toString(),
                            ((List<?>) its).stream().map(cost -> (Double) cost).toList()));
            return new PairResults(
                    fields.get("title").toString(),
                    fields.get("commit").toString(),
                    fields.get("jvm").toString(),
                    costs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("title", title);
            json.writeStringField("commit", commit);
            json.writeStringField("jvm", jvm);
            json.writeObjectFieldStart("costs");
            for (Map.Entry<String, List<Double>> contender : costs.entrySet()) {
                json.writeFieldName(contender.getKey());
                json.writeArray(
                        contender.getValue().stream().mapToDouble(cost -> cost).toArray(),
                        0,
                        contender.getValue().size());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, bytes.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
