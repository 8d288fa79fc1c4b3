import CommandSupport
import Foundation

/// Maps of roads, two in a row, each road in the colour of a number of its own, as a picture of its own.
struct InverseMap {
  struct Panel {
    let title: String
    let note: String
    let scale: ColourScale
    /// Of each road; nil where it is not known.
    let values: [Double?]
  }

  /// Of this picture alone, in a page of several.
  let name: String
  let map: RoadMap
  let title: String
  let panels: [Panel]
  /// The roads that must be seen; nil: all of them.
  let focus: [Bool]?

  private static let panelWidth = 440.0
  private static let gap = 22.0
  private static let top = 50.0
  private static let header = 40.0

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

  var svg: String {
    let frame = Frame(shownPlaces)
    let rows = (panels.count + 1) / 2
    let rowHeight = Self.header + frame.height + Self.gap
    let end = Self.top + Double(rows) * rowHeight
    var svg = Svg(width: 2 * Self.panelWidth + 3 * Self.gap, height: end + 58)
    svg.rectangle(0, 0, svg.width, svg.height, "ground")
    svg.text(Self.gap, 30, title, "title")
    for (k, panel) in panels.enumerated() {
      let x = Self.gap + Double(k % 2) * (Self.panelWidth + Self.gap)
      let y = Self.top + Double(k / 2) * rowHeight
      svg.text(x, y + 14, panel.title, "head")
      svg.text(x, y + 31, panel.note)
      let corner = (x: x, y: y + Self.header)
      svg.clipped(
        to: (corner.x - 4, corner.y - 4, Self.panelWidth + 8, frame.height + 8), id: "\(name)\(k)"
      ) { draw(panel, frame, at: corner, on: &$0) }
    }
    legend(on: &svg, end + 8)
    return svg.picture(label: title, scope: "roadmap", style: style)
  }

  private var shownPlaces: [(x: Double, y: Double)] {
    guard let focus, focus.contains(true) else { return map.places }
    return focus.indices.filter { focus[$0] }.flatMap { e in
      let (i, j) = map.field.edge(e)
      return [map.places[i], map.places[j]]
    }
  }

  /// A path for each colour, those that are not known first, so that the others lie upon them.
  private func draw(
    _ panel: Panel, _ frame: Frame, at corner: (x: Double, y: Double), on svg: inout Svg
  ) {
    var paths: [String: [(from: (Double, Double), to: (Double, Double))]] = [:]
    for (e, value) in panel.values.enumerated() {
      let (i, j) = map.field.edge(e)
      let (a, b) = (frame.point(map.places[i]), frame.point(map.places[j]))
      paths[value.map(panel.scale.style) ?? "unknown", default: []].append(
        ((corner.x + a.x, corner.y + a.y), (corner.x + b.x, corner.y + b.y)))
    }
    for style in ["unknown"] + panel.scale.styles {
      if let lines = paths[style] { svg.segments(lines, "road \(style)") }
    }
  }

  /// A bar for each scale, side by side.
  private func legend(on svg: inout Svg, _ y: Double) {
    var scales: [ColourScale] = []
    for panel in panels where scales.allSatisfy({ $0.prefix != panel.scale.prefix }) {
      scales.append(panel.scale)
    }
    let length = 250.0
    for (k, scale) in scales.enumerated() {
      let left = Self.gap + Double(k) * (Self.panelWidth + Self.gap) + 90
      svg.text(left - 10, y + 12, scale.name, "", .end)
      let width = length / Double(scale.styles.count)
      for (q, style) in scale.styles.enumerated() {
        svg.rectangle(left + width * Double(q), y, width + 0.5, 14, style)
      }
      for tick in scale.ticks {
        svg.text(left + length * scale.share(tick.value), y + 30, tick.text, "", .middle)
      }
    }
    guard panels.contains(where: { $0.values.contains { $0 == nil } }) else { return }
    svg.rectangle(Self.gap + 90, y + 38, 22, 8, "unknown")
    svg.text(Self.gap + 120, y + 46, "not determined by the data")
  }

  private var style: String {
    let scales = Dictionary(panels.map { ($0.scale.prefix, $0.scale) }) { first, _ in first }
    let colours = scales.sorted { $0.key < $1.key }.map { $0.value.css(scope: "roadmap") }
    return """
      .roadmap { font: 12px Helvetica, Arial, sans-serif; } .roadmap text { fill: #222; }
      .roadmap .title { font-size: 18px; font-weight: bold; } .roadmap .head { font-size: 14px; font-weight: bold; }
      .roadmap .ground { fill: #fcfcfa; } .roadmap rect.unknown { fill: #d8d8d4; }
      .roadmap .road { fill: none; stroke: #d8d8d4; stroke-width: \(focus == nil ? 1.6 : 2.4); stroke-linecap: round; }
      \(colours.joined(separator: "\n"))
      """
  }
}
