import Foundation

/// The little of SVG that the charts need. Colours are CSS classes, so that they follow the
/// reader's light or dark theme.
struct Svg {
  let width: Double
  let height: Double
  private var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    add("<line x1='\(n(x1))' y1='\(n(y1))' x2='\(n(x2))' y2='\(n(y2))' class='\(style)'/>")
  }

  mutating func polyline(_ points: [(Double, Double)], _ style: String) {
    let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add("<polyline points='\(list)' class='\(style)'/>")
  }

  mutating func polygon(_ points: [(Double, Double)], _ style: String) {
    let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add("<polygon points='\(list)' class='\(style)'/>")
  }

  /// Many lines as one element.
  mutating func segments(
    _ lines: [(from: (Double, Double), to: (Double, Double))], _ style: String
  ) {
    let path = lines.map { "M\(n($0.from.0)) \(n($0.from.1))L\(n($0.to.0)) \(n($0.to.1))" }
    add("<path d='\(path.joined())' class='\(style)'/>")
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    opacity: Double = 1
  ) {
    let place = "x='\(n(x))' y='\(n(y))' width='\(n(width))' height='\(n(height))'"
    let fill = opacity < 1 ? " fill-opacity='\(String(format: "%.3f", opacity))'" : ""
    add("<rect \(place) class='\(style)'\(fill)/>")
  }

  mutating func circle(
    _ x: Double, _ y: Double, _ style: String, title: String, radius: Double = 4.5
  ) {
    add(
      "<circle cx='\(n(x))' cy='\(n(y))' r='\(n(radius))' class='\(style)'><title>\(escaped(title))</title></circle>"
    )
  }

  mutating func diamond(_ x: Double, _ y: Double, _ style: String, title: String) {
    let corners = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
    let list = corners.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add(
      "<polygon points='\(list)' class='\(style)'><title>\(escaped(title))</title></polygon>")
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ style: String = "", _ anchor: Anchor = .start
  ) {
    add(
      "<text x='\(n(x))' y='\(n(y))' class='\(style)' text-anchor='\(anchor)'>\(escaped(text))</text>"
    )
  }

  /// The whole element; `label` is what it shows, for those who do not see it.
  func element(label: String) -> String {
    "<svg viewBox='0 0 \(n(width)) \(n(height))' role='img' aria-label='\(escaped(label))'>\n\(body)</svg>\n"
  }

  private mutating func add(_ element: String) { body += element + "\n" }

  private func n(_ value: Double) -> String { String(format: "%.1f", value) }
}

/// Text as it may stand in HTML.
func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "'", with: "&#39;")
    .replacingOccurrences(of: "\"", with: "&quot;")
}

/// A logarithmic scale: from values to places on a chart.
struct LogScale {
  let domain: ClosedRange<Double>
  let range: (from: Double, to: Double)

  /// Covers the values, with a margin of a factor on either side.
  init(covering values: [Double], margin: Double, onto range: (from: Double, to: Double)) {
    let low = (values.min() ?? 1) / margin
    let high = (values.max() ?? 1) * margin
    domain = low...max(high, low * 2)
    self.range = range
  }

  func callAsFunction(_ value: Double) -> Double {
    let share =
      (log(value) - log(domain.lowerBound)) / (log(domain.upperBound) - log(domain.lowerBound))
    return range.from + share * (range.to - range.from)
  }

  /// Round values: powers of ten, and 2 and 5 times them where that makes few.
  var ticks: [Double] {
    let decades =
      Int(
        log10(domain.lowerBound).rounded(.down))...Int(
        log10(domain.upperBound).rounded(.up))
    let steps: [Double] = decades.count > 4 ? [1] : [1, 2, 5]
    return decades.flatMap { decade in steps.map { $0 * pow(10, Double(decade)) } }
      .filter(domain.contains)
  }
}
