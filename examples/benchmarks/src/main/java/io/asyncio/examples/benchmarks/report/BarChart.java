package io.asyncio.examples.benchmarks.report;

import java.util.List;

/** A bar for each contender of each job, as long as it is to ours; those over four times as long are cut. */
final class BarChart {
    private static final double LABELS = 260;
    private static final double OURS_WIDTH = 100;
    private static final double LONGEST = 4;
    private static final double ROW = 18;

    private final Svg svg = new Svg();
    private double y = 10;

    static String of(List<Job> jobs) {
        BarChart chart = new BarChart();
        jobs.stream().filter(job -> job.ours().isPresent()).forEach(chart::add);
        return chart.svg.picture(LABELS + OURS_WIDTH * LONGEST + 160, chart.y + 10);
    }

    private void add(Job job) {
        y += ROW;
        String better = job.scores().get(0).moreIsBetter() ? "longer is better" : "shorter is better";
        svg.text(10, y, "start", "bold", job.title() + ": " + job.unit() + ", " + better);
        double top = y + 6;
        job.scores().forEach(score -> add(score, job.ours().orElseThrow()));
        svg.line(LABELS + OURS_WIDTH, top, LABELS + OURS_WIDTH, y + 5, "#444");
        y += 8;
    }

    private void add(Score score, Score ours) {
        y += ROW;
        double ratio = score.median() / ours.median();
        double width = OURS_WIDTH * Math.min(ratio, LONGEST);
        svg.text(LABELS - 8, y, "end", "normal", score.contender());
        svg.bar(LABELS, y - 11, width, ROW - 4, score.isOurs() ? Svg.OURS : Svg.PEER);
        String cut = ratio > LONGEST ? "… " : "";
        svg.text(LABELS + Math.max(width, OURS_WIDTH) + 6, y, "start", "normal", cut + Score.number(score.median()));
    }
}
