import CommandSupport
import Foundation

/// The measurements as a page: for each matrix the roofline, the ratios to the peers and the table.
struct Report {
  let records: [Record]
  let machine: Machine

  init(_ records: [Record], _ machine: Machine) {
    self.records = records
    self.machine = machine
  }

  /// In the order in which they were measured.
  private var matrices: [String] {
    var matrices: [String] = []
    for record in records where matrices.last != record.matrix { matrices.append(record.matrix) }
    return matrices
  }

  var page: Page {
    let links = matrices.enumerated().map { "<a href='#m\($0)'>\(escaped($1))</a>" }
    let sections = matrices.enumerated().map { index, matrix in
      section(index, records.filter { $0.matrix == matrix })
    }
    return Page(
      title: "SparseAD benchmarks", summary: summary, machine.provenance,
      style: "th:last-child, td:last-child { text-align: left; }" + RooflineChart.style,
      body: """
        <pre>\(escaped(machine.details))</pre>
        <p class="legend"><svg viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.5" class="forward"/></svg> forward
        <svg viewBox="0 0 12 12"><polygon points="6,0 12,6 6,12 0,6" class="backward"/></svg> backward
        <svg viewBox="0 0 12 12"><rect width="12" height="12" class="faster"/></svg> faster than the peer
        <svg viewBox="0 0 12 12"><rect width="12" height="12" class="slower"/></svg> slower.
        The lines are this machine's limits; what does less than one operation in 50 bytes is in the
        tables only, and a point without room for its label has it where the pointer rests on it.</p>
        <nav>\(links.joined(separator: " "))</nav>
        \(sections.joined(separator: "\n"))
        <pre>\(escaped(Table.footer))</pre>
        """)
  }

  /// How near the limits of the machine the measurements come, and how they compare with the peers.
  var summary: String {
    guard !records.isEmpty else { return "Nothing was measured." }
    let shares = records.map(\.fractionOfLimit).sorted()
    var text =
      "\(counted(records.count, "measurement")) on "
      + "\(counted(Set(records.map(\.matrix)).count, "matrix", plural: "matrices")), "
      + "\(machine.precision) precision, \(counted(machine.provenance.threads, "thread")): half of them reach "
      + "\(fixed(100 * shares[shares.count / 2], 0)) % of this machine's limit or more."
    let ratios = records.compactMap { record in record.ratioToPeer.map { (record, ratio: $0) } }
    if let slowest = ratios.max(by: { $0.ratio < $1.ratio }) {
      let logs = ratios.reduce(0) { $0 + log($1.ratio) }
      let fast = ratios.count { $0.ratio <= 1 }
      text +=
        " Of \(ratios.count) compared with a peer, \(fast) \(fast == 1 ? "is" : "are") as fast or faster, with "
        + "\(fixed(exp(logs / Double(ratios.count)), 2)) of its time in the geometric mean and "
        + "\(fixed(slowest.ratio, 2)) at most (\(slowest.0.op) on \(slowest.0.matrix))."
    }
    return text
  }

  private func section(_ index: Int, _ records: [Record]) -> String {
    guard let first = records.first else { return "" }
    return """
      <section id="m\(index)">
      <h2>\(escaped(first.matrix))</h2>
      <p>\(first.rows) × \(first.columns), \(first.nnz) nonzeros</p>
      \(Page.figure("Roofline", RooflineChart.element(records, machine.limits)))
      \(Page.figure("Our time over the peer's", RatioChart.element(records)))
      \(Page.table(Table.titles, records.map(Table.cells)))
      </section>
      """
  }
}
