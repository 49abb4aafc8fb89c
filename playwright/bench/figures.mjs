// Medians and a table of them.

export function median(values) {
    const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
    return sorted.length ? (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2 : NaN;
}

/** "median (least–most)" of numbers, rounded. */
export function spread(values) {
    const round = (value) => Math.round(value).toLocaleString("en");
    return `${round(median(values))} (${round(Math.min(...values))}–${round(Math.max(...values))})`;
}

/** Prints rows of cells below a title, in columns. */
export function print(title, rows) {
    const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
    const line = (row) => row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i]))).join("  ");
    console.log(`\n${title}\n${rows.map(line).join("\n")}`);
}
