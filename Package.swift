// swift-tools-version: 6.3
import PackageDescription

// Homebrew's SuiteSparse is found through pkg-config; Debian's has no .pc file and needs none.
#if os(macOS)
  let cholmodPackage: String? = "CHOLMOD"
#else
  let cholmodPackage: String? = nil
#endif

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "SparseAD",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "SparseAD", targets: ["SparseAD"]),
    .executable(name: "Benchmarks", targets: ["Benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.3"),
  ],
  targets: [
    .systemLibrary(
      name: "CSuiteSparse", pkgConfig: cholmodPackage,
      providers: [.apt(["libsuitesparse-dev", "libopenblas-dev"]), .brew(["suite-sparse"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSparseKernels"),
    .target(
      name: "SparseAD",
      dependencies: [
        "CSparseKernels", "CSuiteSparse", "CZlib",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      path: "Sources",
      sources: [
        "SparseMatrices", "SparseFiles", "SparseAutodiff", "SparseOptimization", "SparseSolvers",
        "SparseODE", "SparseGraphs",
      ],
      swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "SparseAD", "CSparseKernels", "CSuiteSparse",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SparseADTests",
      dependencies: ["SparseAD", "CSparseKernels"],
      path: "Tests",
      exclude: ["TestSupport/Resources", "valgrind.sh"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
