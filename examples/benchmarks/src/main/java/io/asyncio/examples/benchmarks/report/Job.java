package io.asyncio.examples.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contenders at one job, in the order in which they ran. */
record Job(String title, List<Score> scores) {
    static List<Job> of(List<Score> scores) {
        Map<String, List<Score>> jobs = new LinkedHashMap<>();
        for (Score score : scores) {
            jobs.computeIfAbsent(score.title(), title -> new ArrayList<>()).add(score);
        }
        return jobs.entrySet().stream()
                .map(each -> new Job(each.getKey(), each.getValue()))
                .toList();
    }

    /** Ours that the peers are compared to: on the fastest fiber that ran. */
    Optional<Score> ours() {
        return scores.stream()
                .filter(score -> score.contender().equals(Score.OURS))
                .findFirst()
                .or(() -> scores.stream().filter(Score::isOurs).findFirst());
    }

    String unit() {
        return scores.get(0).unit();
    }
}
