import CommandSupport
import SparseAD
import Testing

@Suite struct LabelsTests {
  private static let area = Labels.Box(x: 0, y: 0, width: 900, height: 460)

  /// Points in a few crowds, as operations of like cost make them.
  private static func crowds(_ seed: UInt64) -> [Labels.Point] {
    var random = SeededGenerator(seed: seed)
    return (0..<6).flatMap { _ in
      let (x, y) = (100 + 700 * random.uniform(), 60 + 340 * random.uniform())
      return (0..<8).map { _ in (x + 30 * random.symmetric(), y + 30 * random.symmetric()) }
    }
  }

  @Test(arguments: 1...8) func noLabelTouchesAnything(seed: Int) {
    let points = Self.crowds(UInt64(seed))
    var labels = Labels(area: Self.area, points: points)
    let reserved = Labels.Box(x: 300, y: 100, width: 120, height: 14)
    labels.reserve(reserved)
    let places = points.compactMap { labels.place("spgemm_value", x: $0.x, y: $0.y) }
    #expect(places.count >= points.count / 2)
    for (k, place) in places.enumerated() {
      let box = place.box
      #expect(!box.overlaps(reserved))
      #expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 900 && box.y + box.height <= 460)
      // Two from each other.
      let wide = Labels.Box(x: box.x - 1.9, y: box.y - 1.9, width: box.width + 3.8, height: 17.8)
      for (j, other) in places.enumerated() where j != k {
        #expect(!wide.overlaps(other.box))
        #expect(!box.meets(other.leader.from, other.leader.to))
      }
      for point in points {
        #expect(!box.overlaps(.init(x: point.x - 6, y: point.y - 6, width: 12, height: 12)))
        let start = place.leader.from
        let isApart = max((start.x - point.x).magnitude, (start.y - point.y).magnitude) > 10
        let core = Labels.Box(x: point.x - 4, y: point.y - 4, width: 8, height: 8)
        #expect(!isApart || !core.meets(start, place.leader.to))
      }
    }
  }

  @Test func aLabelWithoutRoomIsLeftOut() {
    var labels = Labels(area: .init(x: 0, y: 0, width: 60, height: 60), points: [(30, 30)])
    #expect(labels.place("spgemm_value", x: 30, y: 30) == nil)
    #expect(labels.place("a", x: 30, y: 30) != nil)
  }

  @Test func aLineMeetsTheBoxThatItCrosses() {
    let box = Labels.Box(x: 10, y: 10, width: 10, height: 10)
    #expect(box.meets((0, 0), (30, 30)) && box.meets((15, 0), (15, 40)))
    #expect(box.meets((12, 12), (13, 14)))
    #expect(!box.meets((0, 0), (9, 9)) && !box.meets((0, 25), (30, 25)))
    #expect(!box.meets((0, 15), (30, 45)))
  }
}
