import Foundation

/// Maps of roads side by side, each road in the colour of its conductance, as a picture of its own.
struct InverseMap {
  struct Panel {
    let title: String
    let note: String
    /// Of each road; nil where it is not known.
    let conductances: [Double?]
  }

  let map: RoadMap
  /// What the colours span; conductances beyond take those of the ends.
  var span = 0.5...2.0
  /// The roads that must be seen; nil: all of them.
  var focus: [Bool]?

  private static let panelWidth = 372.0
  private static let gap = 18.0
  private static let top = 84.0

  /// The roads between these corners, scaled so that a kilometre is as long eastward as northward.
  private struct Frame {
    let west: Double
    let north: Double
    let perDegree: (x: Double, y: Double)
    let height: Double

    init(_ places: [(x: Double, y: Double)]) {
      let (x, y) = (places.map(\.x), places.map(\.y))
      let (south, north) = (y.min() ?? 0, y.max() ?? 1)
      let (west, east) = (x.min() ?? 0, x.max() ?? 1)
      let narrowing = cos((south + north) / 2 * .pi / 180)
      let scale = panelWidth / max((east - west) * narrowing, north - south, 1e-9)
      perDegree = (scale * narrowing, scale)
      height = (north - south) * scale
      // In the middle of the panel.
      self.west = west - (panelWidth / perDegree.x - (east - west)) / 2
      self.north = north
    }

    func point(_ place: (x: Double, y: Double)) -> (x: Double, y: Double) {
      ((place.x - west) * perDegree.x, (north - place.y) * perDegree.y)
    }
  }

  func svg(title: String, _ panels: [Panel]) -> String {
    let frame = Frame(shownPlaces)
    let width = Double(panels.count) * (Self.panelWidth + Self.gap) + Self.gap
    let height = Self.top + frame.height + 86
    var body = """
      <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(n(width)) \(n(height))' \
      width='\(n(width))' height='\(n(height))' role='img' aria-label='\(escaped(title))' \
      font-family='Helvetica, Arial, sans-serif' fill='#222'>
      <rect width='100%' height='100%' fill='#fcfcfa'/>
      <clipPath id='panel'><rect x='-6' y='-6' width='\(n(Self.panelWidth + 12))' \
      height='\(n(frame.height + 12))'/></clipPath>

      """
    body += text(Self.gap, 30, title, size: 18, weight: "bold")
    for (k, panel) in panels.enumerated() {
      let x = Self.gap + Double(k) * (Self.panelWidth + Self.gap)
      body += text(x, 54, panel.title, size: 14, weight: "bold")
      body += text(x, 71, panel.note, size: 12)
      body += "<g transform='translate(\(n(x)) \(n(Self.top)))' clip-path='url(#panel)'>"
      body += "<g fill='none' stroke-width='\(focus == nil ? 1.4 : 2.2)' stroke-linecap='round'>\n"
      body += roads(panel.conductances, frame) + "</g></g>\n"
    }
    return body + legend(width, height - 52, panels) + "</svg>\n"
  }

  private var shownPlaces: [(x: Double, y: Double)] {
    guard let focus, focus.contains(true) else { return map.places }
    return focus.indices.filter { focus[$0] }.flatMap { e in
      let (i, j) = map.field.edge(e)
      return [map.places[i], map.places[j]]
    }
  }

  /// A path for each colour, those that are not known first, so that the others lie upon them.
  private func roads(_ conductances: [Double?], _ frame: Frame) -> String {
    var paths: [Int: String] = [:]
    for (e, conductance) in conductances.enumerated() {
      let (i, j) = map.field.edge(e)
      let (a, b) = (frame.point(map.places[i]), frame.point(map.places[j]))
      paths[conductance.map(colourClass) ?? -1, default: ""] +=
        "M\(n(a.x)) \(n(a.y))L\(n(b.x)) \(n(b.y))"
    }
    return paths.sorted { $0.key < $1.key }.map { k, path in
      "<path stroke='\(k < 0 ? Self.unknown : Self.colours[k])' d='\(path)'/>\n"
    }.joined()
  }

  private func colourClass(_ conductance: Double) -> Int {
    let share = log(conductance / span.lowerBound) / log(span.upperBound / span.lowerBound)
    return min(max(Int(share * Double(Self.colours.count)), 0), Self.colours.count - 1)
  }

  /// Viridis (van der Walt and Smith), from its light end, without the yellow that fades on white, to its dark one: steps
  /// of equal difference to the eye, told apart in grey and by the colour-blind as well.
  private static let colours: [String] = {
    let stops = [
      0xb5de2b, 0x6ece58, 0x35b779, 0x1f9e89, 0x26828e, 0x31688e, 0x3e4989, 0x482878, 0x440154,
    ]
    return (0..<33).map { k in
      let place = Double(k) / 4
      let (low, part) = (min(Int(place), stops.count - 2), place - Double(min(Int(place), 7)))
      let channels = [16, 8, 0].map { shift in
        let (a, b) = (stops[low] >> shift & 255, stops[low + 1] >> shift & 255)
        return Int((Double(a) + part * Double(b - a)).rounded())
      }
      return String(format: "#%02x%02x%02x", channels[0], channels[1], channels[2])
    }
  }()

  private static let unknown = "#d8d8d4"

  private func legend(_ width: Double, _ y: Double, _ panels: [Panel]) -> String {
    let (length, count) = (330.0, Self.colours.count)
    let x = (width - length) / 2
    var body = text(x - 12, y + 12, "conductance", size: 12, anchor: "end")
    for (k, colour) in Self.colours.enumerated() {
      let left = x + length * Double(k) / Double(count)
      body += "<rect x='\(n(left))' y='\(n(y))' width='\(n(length / Double(count) + 0.5))' "
      body += "height='14' fill='\(colour)'/>\n"
    }
    let ends = (log(span.lowerBound), log(span.upperBound))
    for share in [0, 0.25, 0.5, 0.75, 1] {
      let value = exp(ends.0 + share * (ends.1 - ends.0))
      body += text(x + share * length, y + 30, fixed(value, 2), size: 12, anchor: "middle")
    }
    if panels.contains(where: { $0.conductances.contains { $0 == nil } }) {
      let left = x + length + 40
      body += "<rect x='\(n(left))' y='\(n(y))' width='22' height='14' fill='\(Self.unknown)'/>\n"
      body += text(left + 30, y + 12, "not determined by the data", size: 12)
    }
    return body
  }

  private func text(
    _ x: Double, _ y: Double, _ text: String, size: Int, weight: String = "normal",
    anchor: String = "start"
  ) -> String {
    "<text x='\(n(x))' y='\(n(y))' font-size='\(size)' font-weight='\(weight)' text-anchor='\(anchor)'>"
      + "\(escaped(text))</text>\n"
  }

  private func n(_ value: Double) -> String { String(format: "%.1f", value) }
}
