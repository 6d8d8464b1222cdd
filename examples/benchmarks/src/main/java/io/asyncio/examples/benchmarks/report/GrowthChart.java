package io.asyncio.examples.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Curves of the cost of an operation over the number of tasks, both axes logarithmic. */
final class GrowthChart {
    private static final double LEFT = 70;
    private static final double WIDTH = 460;
    private static final double HEIGHT = 220;
    private static final double RIGHT = 190;
    private static final List<String> COLOURS =
            List.of("#1f77b4", "#ff7f0e", "#17becf", "#2ca02c", "#7f7f7f", "#d62728");

    private final Svg svg = new Svg();
    private double top = 40;

    static String of(List<Score> scores) {
        GrowthChart chart = new GrowthChart();
        scores.stream()
                .collect(Collectors.groupingBy(Score::job, TreeMap::new, Collectors.toList()))
                .forEach(chart::add);
        return chart.svg.picture(LEFT + WIDTH + RIGHT, chart.top);
    }

    /** Those that have something to be drawn over. */
    static List<Score> growing(List<Score> scores) {
        return scores.stream().filter(score -> score.job().startsWith("Growth")).toList();
    }

    private void add(String job, List<Score> scores) {
        double tasks = scores.stream().mapToDouble(GrowthChart::tasks).max().orElseThrow();
        double cost = scores.stream().mapToDouble(Score::median).max().orElseThrow();
        Frame frame = new Frame(top, decades(tasks), decades(cost));
        svg.text(LEFT, top - 14, "start", "bold", job + ": " + scores.get(0).unit() + " over tasks");
        drawAxes(frame);
        Map<String, List<Score>> curves =
                scores.stream().collect(Collectors.groupingBy(Score::contender, TreeMap::new, Collectors.toList()));
        int index = 0;
        for (Map.Entry<String, List<Score>> curve : curves.entrySet()) {
            String colour = COLOURS.get(index % COLOURS.size());
            svg.curve(points(frame, curve.getValue()), colour);
            svg.bar(LEFT + WIDTH + 16, top + 18 * index, 10, 10, colour);
            svg.text(LEFT + WIDTH + 32, top + 18 * index++ + 10, "start", "normal", curve.getKey());
        }
        top += HEIGHT + 70;
    }

    private void drawAxes(Frame frame) {
        for (int decade = 0; decade <= frame.xDecades; decade++) {
            double x = frame.x(Math.pow(10, decade));
            svg.line(x, frame.top, x, frame.top + HEIGHT, "#ddd");
            svg.text(x, frame.top + HEIGHT + 16, "middle", "normal", power(decade));
        }
        for (int decade = 0; decade <= frame.yDecades; decade++) {
            double y = frame.y(Math.pow(10, decade));
            svg.line(LEFT, y, LEFT + WIDTH, y, "#ddd");
            svg.text(LEFT - 6, y + 4, "end", "normal", power(decade));
        }
    }

    private static String power(int decade) {
        return String.format(Locale.ROOT, "%,d", (long) Math.pow(10, decade));
    }

    private static String points(Frame frame, List<Score> curve) {
        return curve.stream()
                .sorted((a, b) -> Double.compare(tasks(a), tasks(b)))
                .map(score -> String.format(
                        Locale.ROOT, "%.1f,%.1f", frame.x(tasks(score)), frame.y(Math.max(1, score.median()))))
                .collect(Collectors.joining(" "));
    }

    private static double tasks(Score score) {
        return Double.parseDouble(score.parameters().get("tasks"));
    }

    private static int decades(double value) {
        return Math.max(1, (int) Math.ceil(Math.log10(value)));
    }

    /** Where a point is. */
    private record Frame(double top, int xDecades, int yDecades) {
        double x(double value) {
            return LEFT + WIDTH * Math.log10(value) / xDecades;
        }

        double y(double value) {
            return top + HEIGHT - HEIGHT * Math.log10(value) / yDecades;
        }
    }
}
