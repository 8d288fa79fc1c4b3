/// Places labels beside points so that none covers another or a point.
struct Labels {
  struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height
        && other.y < y + height
    }
  }

  /// Where labels may be.
  let area: Box
  private var taken: [Box]

  init(area: Box, points: [(x: Double, y: Double)]) {
    self.area = area
    taken = points.map { Box(x: $0.x - 6, y: $0.y - 6, width: 12, height: 12) }
  }

  /// Keeps a place free.
  mutating func reserve(_ box: Box) { taken.append(box) }

  /// The box for a label of `length` characters, and the end of it at which the text is anchored,
  /// so that a font wider than was thought does not reach the point: the nearest free place around.
  mutating func place(length: Int, x: Double, y: Double) -> (box: Box, anchor: Svg.Anchor) {
    let (width, height) = (6.6 * Double(length) + 4, 14.0)
    var place = (
      box: Box(x: x + 8, y: y - height / 2, width: width, height: height), anchor: Svg.Anchor.start
    )
    search: for step in 0..<60 {
      let away = Double(step) * 7
      let (right, left) = (8 + away / 2, -8 - width - away / 2)
      let candidates: [(Double, Double, Svg.Anchor)] = [
        (right, -height / 2 - away, .start), (right, -height / 2 + away, .start),
        (left, -height / 2 - away, .end), (left, -height / 2 + away, .end),
        (-width / 2, -height - 8 - away, .middle), (-width / 2, 8 + away, .middle),
      ]
      for (dx, dy, anchor) in candidates {
        let candidate = Box(x: x + dx, y: y + dy, width: width, height: height)
        guard isFree(candidate) else { continue }
        place = (candidate, anchor)
        break search
      }
    }
    taken.append(place.box)
    return place
  }

  private func isFree(_ box: Box) -> Bool {
    box.x >= area.x && box.y >= area.y && box.x + box.width <= area.x + area.width
      && box.y + box.height <= area.y + area.height && !taken.contains { $0.overlaps(box) }
  }
}
