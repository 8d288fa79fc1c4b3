import Foundation

/// The little of SVG that the charts need. Colours are CSS classes, so that they follow the
/// reader's light or dark theme.
package struct Svg {
  package let width: Double
  package let height: Double
  private var body = ""

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  package mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String
  ) {
    add("<line x1='\(n(x1))' y1='\(n(y1))' x2='\(n(x2))' y2='\(n(y2))' class='\(style)'/>")
  }

  package mutating func polyline(_ points: [(Double, Double)], _ style: String) {
    let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add("<polyline points='\(list)' class='\(style)'/>")
  }

  package mutating func polygon(_ points: [(Double, Double)], _ style: String) {
    let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add("<polygon points='\(list)' class='\(style)'/>")
  }

  /// Many lines as one element.
  package mutating func segments(
    _ lines: [(from: (Double, Double), to: (Double, Double))], _ style: String
  ) {
    let path = lines.map { "M\(n($0.from.0)) \(n($0.from.1))L\(n($0.to.0)) \(n($0.to.1))" }
    add("<path d='\(path.joined())' class='\(style)'/>")
  }

  package mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    opacity: Double = 1
  ) {
    let place = "x='\(n(x))' y='\(n(y))' width='\(n(width))' height='\(n(height))'"
    let fill = opacity < 1 ? " fill-opacity='\(String(format: "%.3f", opacity))'" : ""
    add("<rect \(place) class='\(style)'\(fill)/>")
  }

  package mutating func circle(
    _ x: Double, _ y: Double, _ style: String, title: String, radius: Double = 4.5
  ) {
    add(
      "<circle cx='\(n(x))' cy='\(n(y))' r='\(n(radius))' class='\(style)'><title>\(escaped(title))</title></circle>"
    )
  }

  package mutating func diamond(_ x: Double, _ y: Double, _ style: String, title: String) {
    let corners = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
    let list = corners.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    add(
      "<polygon points='\(list)' class='\(style)'><title>\(escaped(title))</title></polygon>")
  }

  package enum Anchor: String, Sendable { case start, middle, end }

  package mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ style: String = "", _ anchor: Anchor = .start
  ) {
    add(
      "<text x='\(n(x))' y='\(n(y))' class='\(style)' text-anchor='\(anchor)'>\(escaped(text))</text>"
    )
  }

  /// What `draw` draws, but nothing of it outside of a rectangle; `id` is of this rectangle alone, in the whole page.
  package mutating func clipped(
    to rectangle: (x: Double, y: Double, width: Double, height: Double), id: String,
    _ draw: (inout Svg) -> Void
  ) {
    let (x, y) = (n(rectangle.x), n(rectangle.y))
    let size = "width='\(n(rectangle.width))' height='\(n(rectangle.height))'"
    add("<clipPath id='\(id)'><rect x='\(x)' y='\(y)' \(size)/></clipPath>")
    add("<g clip-path='url(#\(id))'>")
    draw(&self)
    add("</g>")
  }

  /// The whole element; `label` is what it shows, for those who do not see it.
  package func element(label: String) -> String {
    "<svg viewBox='0 0 \(n(width)) \(n(height))' role='img' aria-label='\(escaped(label))'>\n\(body)</svg>\n"
  }

  /// The element as a file of its own, which may stand in a page too: `style` is CSS for what is in elements of `scope`,
  /// a CSS class.
  package func picture(label: String, scope: String, style: String) -> String {
    """
    <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(n(width)) \(n(height))' width='\(n(width))' \
    height='\(n(height))' role='img' aria-label='\(escaped(label))' class='\(scope)'>
    <style>\(style)</style>
    \(body)</svg>

    """
  }

  private mutating func add(_ element: String) { body += element + "\n" }

  private func n(_ value: Double) -> String { String(format: "%.1f", value) }
}
