import CommandSupport
import Foundation
import Testing

@Suite struct PaletteTests {
  /// The two kinds of red-green blindness, complete. (Machado, Oliveira, Fernandes: A physiologically-based model for
  /// simulation of color vision deficiency, IEEE TVCG 15, 2009: on linear RGB.)
  private static let views: [(name: String, matrix: [[Double]])] = [
    ("full colour", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
  ]

  /// CIE L*a*b* of a colour as it is seen.
  private static func lab(_ colour: UInt32, _ view: [[Double]]) -> [Double] {
    let linear = [16, 8, 0].map { shift -> Double in
      let c = Double(colour >> shift & 255) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    let seen = view.map { row in min(max(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1) }
    let toXYZ = [
      [0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505],
    ]
    let f = zip(toXYZ, [0.9505, 1, 1.089]).map { row, white -> Double in
      let t = zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 } / white
      return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  /// The least difference of two of them, however they are seen.
  private static func leastDifference(_ colours: [UInt32]) -> Double {
    views.map { view in
      let labs = colours.map { lab($0, view.matrix) }
      return labs.indices.flatMap { i in
        labs.indices.filter { $0 > i }.map { j in
          zip(labs[i], labs[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
      }.min() ?? 0
    }.min() ?? 0
  }

  /// 2 is what the eye just tells apart side by side.
  @Test func coloursDifferForAllReaders() {
    #expect(Self.leastDifference(Palette.meanings.map(\.colour.light)) > 20)
    #expect(Self.leastDifference(Palette.meanings.map(\.colour.dark)) > 20)
    #expect(Self.leastDifference(Palette.classes) > 10)
  }

  @Test func noColourMeansTwoThings() {
    let all =
      Palette.meanings.flatMap { [$0.colour.light, $0.colour.dark] } + Palette.classes
      + [Palette.otherClasses]
    #expect(Set(all).count == all.count)
  }

  @Test func coloursAreWrittenInSixDigits() {
    #expect(Palette.css(0x0072b2) == "#0072b2" && Palette.css(0xd55e00) == "#d55e00")
  }
}
