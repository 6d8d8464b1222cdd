package io.asyncio.examples.benchmarks.report;

import java.util.Locale;

/** An SVG picture in the making. */
final class Svg {
    static final String OURS = "#1f77b4";
    static final String PEER = "#a8b3bf";

    private final StringBuilder elements = new StringBuilder();

    void bar(double x, double y, double width, double height, String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    void curve(String points, String colour) {
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, colour);
    }

    /** The anchor is start, middle or end. */
    void text(double x, double y, String anchor, String weight, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>",
                x, y, anchor, weight, escaped);
    }

    private void add(String format, Object... values) {
        elements.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String picture(double width, double height) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n%s</svg>%n",
                width,
                height,
                elements);
    }
}
