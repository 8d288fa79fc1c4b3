/// A report as one HTML page that needs nothing else: a title, what came out in a sentence or two, how it was made, and
/// then charts and tables.
package struct Page {
  let title: String
  let summary: String
  let provenance: Provenance
  let style: String
  let body: String

  /// - Parameters:
  ///   - summary: plain text: what a reader who reads nothing else should know.
  ///   - style: CSS of this kind of report alone.
  ///   - body: HTML.
  package init(
    title: String, summary: String, _ provenance: Provenance, style: String = "", body: String
  ) {
    self.title = title
    self.summary = summary
    self.provenance = provenance
    self.style = style
    self.body = body
  }

  package var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(title))</title>
    <style>\(Palette.style)\(Self.frame)\(style)</style>
    </head>
    <body>
    <h1>\(escaped(title))</h1>
    <p class="summary">\(escaped(summary))</p>
    <p class="note">\(escaped(provenance.date)), SparseAD \(escaped(provenance.version)):
    <code>\(escaped(provenance.commandLine))</code><br>
    \(escaped(provenance.machine.replacing("\n", with: "; ")))</p>
    \(body)
    </body>
    </html>

    """
  }

  /// A chart with its caption; nothing without a chart.
  package static func figure(_ caption: String, _ chart: String?) -> String {
    chart.map { "<figure><figcaption>\(escaped(caption))</figcaption>\n\($0)</figure>" } ?? ""
  }

  package static func table(_ titles: [String], _ rows: [[String]]) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    return """
      <table><thead>\(row(titles, "th"))</thead><tbody>
      \(rows.map { row($0, "td") }.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private static let frame = """

    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 1000px; margin: 2em auto; padding: 0 1em; }
    pre { font-size: 12.5px; overflow-x: auto; }
    nav a { margin-right: .8em; } a { color: inherit; }
    .summary { font-size: 17px; } .note { color: var(--soft); font-size: 13px; }
    figure { margin: 1em 0; } figcaption { font-weight: 600; }
    figure svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 1em; }
    .legend svg { width: 12px; height: 12px; margin-left: .8em; } .legend span { white-space: nowrap; }
    table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: .15em .7em; border-bottom: 1px solid var(--faint); }
    th:first-child, td:first-child { text-align: left; }
    text { fill: var(--ink); } .tick { fill: var(--soft); } .axis { fill: var(--soft); font-size: 12px; }
    .grid { stroke: var(--faint); } .mark { stroke: var(--ink); stroke-width: 1.5; }
    .curve { fill: none; stroke: var(--ink); stroke-width: 1.8; }

    """
}
