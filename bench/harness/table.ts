/** Prints rows in columns; numbers to the right. */
export function printTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map(row => (row[column] ?? '').length)))
  const toLine = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return /^[-+]?[$\d]/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  console.log(`\n${title}`)
  console.log(toLine(header))
  console.log(widths.map(width => '─'.repeat(width)).join('  '))
  for (const row of rows) console.log(toLine(row))
}
