/// Places labels beside points so that none covers or touches another, a point, or the line that leads from another label
/// to its point.
package struct Labels {
  package struct Box: Equatable {
    package let x: Double
    package let y: Double
    package let width: Double
    package let height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    package func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height
        && other.y < y + height
    }

    /// With room to its neighbours: more in the direction of the text, where a gap is not to look like a space.
    var withMargins: Box { Box(x: x - 6, y: y - 2, width: width + 12, height: height + 4) }

    func contains(_ other: Box) -> Bool {
      other.x >= x && other.y >= y && other.x + other.width <= x + width
        && other.y + other.height <= y + height
    }

    func nearest(to point: Point) -> Point {
      (min(max(point.x, x), x + width), min(max(point.y, y), y + height))
    }

    /// Whether a line from `a` to `b` meets the box: what the four sides leave of it is not empty.
    package func meets(_ a: Point, _ b: Point) -> Bool {
      var (from, to) = (0.0, 1.0)
      for (start, step, low, high) in [
        (a.x, b.x - a.x, x, x + width), (a.y, b.y - a.y, y, y + height),
      ] {
        if step == 0 {
          if start <= low || start >= high { return false }
        } else {
          let (p, q) = ((low - start) / step, (high - start) / step)
          (from, to) = (max(from, min(p, q)), min(to, max(p, q)))
        }
      }
      return from < to
    }
  }

  package typealias Point = (x: Double, y: Double)

  /// A label, and the line to its point.
  package struct Place {
    package let box: Box
    /// The end of the label that its text is anchored at, so that a font wider than was thought does not reach the point.
    package let anchor: Svg.Anchor
    package let leader: (from: Point, to: Point)
  }

  /// Where labels may be.
  let area: Box
  private let points: [Point]
  private var taken: [Box] = []
  private var leaders: [(from: Point, to: Point)] = []

  package init(area: Box, points: [Point]) {
    self.area = area
    self.points = points
  }

  /// Keeps a place free.
  package mutating func reserve(_ box: Box) { taken.append(box) }

  /// The size of a text in a wide font of the size that charts have.
  package static func size(of text: String) -> (width: Double, height: Double) {
    (text.reduce(4) { $0 + ("mwMW".contains($1) ? 11 : 7) }, 14)
  }

  /// The nearest free place for a label; nil where there is none, as a label that covers another
  /// would tell nothing of either.
  package mutating func place(_ text: String, x: Double, y: Double) -> Place? {
    let (width, height) = Self.size(of: text)
    for step in 0..<24 {
      let away = Double(step) * 5
      let (right, left) = (8 + away / 2, -8 - width - away / 2)
      let offsets: [(Double, Double, Svg.Anchor)] = [
        (right, -height / 2 - away, .start), (right, -height / 2 + away, .start),
        (left, -height / 2 - away, .end), (left, -height / 2 + away, .end),
        (-width / 2, -height - 8 - away, .middle), (-width / 2, 8 + away, .middle),
        (right + 2 * away, -height / 2, .start), (left - 2 * away, -height / 2, .end),
      ]
      for (dx, dy, anchor) in offsets {
        let box = Box(x: x + dx, y: y + dy, width: width, height: height)
        let leader = (from: (x: x, y: y), to: box.nearest(to: (x, y)))
        guard isFree(box, leader) else { continue }
        taken.append(box)
        leaders.append(leader)
        return Place(box: box, anchor: anchor, leader: leader)
      }
    }
    return nil
  }

  /// What a point of some radius covers.
  private static func mark(_ point: Point, _ radius: Double) -> Box {
    Box(x: point.x - radius, y: point.y - radius, width: 2 * radius, height: 2 * radius)
  }

  /// Whether a line from another point leads over this one; points that cover each other cannot be told apart by lines.
  private func isCrossed(_ point: Point, by leader: (from: Point, to: Point)) -> Bool {
    let (dx, dy) = (point.x - leader.from.x, point.y - leader.from.y)
    return dx * dx + dy * dy > 100 && Self.mark(point, 5).meets(leader.from, leader.to)
  }

  private func isFree(_ box: Box, _ leader: (from: Point, to: Point)) -> Bool {
    let wide = box.withMargins
    return area.contains(box) && !points.contains { Self.mark($0, 6).overlaps(box) }
      && !points.contains { isCrossed($0, by: leader) }
      && !taken.contains { $0.overlaps(wide) || $0.meets(leader.from, leader.to) }
      && !leaders.contains { wide.meets($0.from, $0.to) }
  }
}
