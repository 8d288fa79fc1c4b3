/// The measurements as one HTML page that needs nothing else.
enum Report {
  static func page(_ records: [Record], _ machine: Machine) -> String {
    var matrices: [String] = []
    for record in records where matrices.last != record.matrix { matrices.append(record.matrix) }
    let sections = matrices.enumerated().map { index, matrix in
      section(index, records.filter { $0.matrix == matrix }, machine.limits)
    }
    let links = matrices.enumerated().map { "<a href='#m\($0)'>\(escaped($1))</a>" }
    return html(
      title: "SparseAD benchmarks",
      body: """
        <h1>SparseAD benchmarks</h1>
        <pre>\(escaped(machine.description))</pre>
        <p class="legend"><svg viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.5" class="forward"/></svg> forward
        <svg viewBox="0 0 12 12"><polygon points="6,0 12,6 6,12 0,6" class="backward"/></svg> backward
        <svg viewBox="0 0 12 12"><rect width="12" height="12" class="faster"/></svg> faster than the peer
        <svg viewBox="0 0 12 12"><rect width="12" height="12" class="slower"/></svg> slower.
        The lines are this machine's limits; what does less than one operation in 50 bytes is in the
        tables only.</p>
        <nav>\(links.joined(separator: " "))</nav>
        \(sections.joined(separator: "\n"))
        <pre>\(escaped(Table.footer))</pre>
        """)
  }

  /// A page with the style of all reports.
  static func html(title: String, style more: String = "", body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(title))</title>
    <style>\(style)\(more)</style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  private static func section(_ index: Int, _ records: [Record], _ limits: Limits) -> String {
    guard let first = records.first else { return "" }
    let header = Table.titles.map { "<th>\($0)</th>" }.joined()
    let rows = records.map { record in
      "<tr>" + Table.cells(record).map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return """
      <section id="m\(index)">
      <h2>\(escaped(first.matrix))</h2>
      <p>\(first.rows) × \(first.columns), \(first.nnz) nonzeros</p>
      \(figure("Roofline", RooflineChart.element(records, limits)))
      \(figure("Our time over the peer's", RatioChart.element(records)))
      <table><thead><tr>\(header)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      </section>
      """
  }

  private static func figure(_ caption: String, _ chart: String?) -> String {
    chart.map { "<figure><figcaption>\(caption)</figcaption>\n\($0)</figure>" } ?? ""
  }

  static let style = """

    :root { color-scheme: light dark; --paper: #fff; --ink: #1c2126; --faint: #d9dee3; --soft: #5b6670;
      --blue: #1f64b4; --orange: #b8500a; --green: #2a7f5c; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #15181c; --ink: #e4e8ec; --faint: #343b43; --soft: #9aa6b2;
        --blue: #6db0f5; --orange: #f0954e; --green: #5cc39a; } }
    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 1000px; margin: 2em auto; padding: 0 1em; }
    pre { font-size: 12.5px; overflow-x: auto; }
    nav a { margin-right: .8em; } a { color: var(--blue); }
    figure { margin: 1em 0; } figcaption { font-weight: 600; }
    figure svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
    .legend svg { width: 12px; height: 12px; margin-left: .8em; }
    table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: .15em .7em; border-bottom: 1px solid var(--faint); }
    th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
    text { fill: var(--ink); } .tick { fill: var(--soft); } .axis { fill: var(--soft); font-size: 12px; }
    .grid { stroke: var(--faint); } .one { stroke: var(--ink); stroke-width: 1.5; }
    .leader { stroke: var(--soft); stroke-width: .6; }
    .roof { stroke: var(--ink); stroke-width: 1.6; fill: none; } .rooftext { fill: var(--soft); }
    .forward { fill: var(--blue); } .backward { fill: var(--orange); }
    .faster { fill: var(--green); } .slower { fill: var(--orange); }

    """
}
