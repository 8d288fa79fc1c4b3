//! A graph equation end to end: read a graph, train on it, save the run, and go on with it.

import Foundation
// snippet.show
import SparseAD

// Zachary's karate club (J. Anthropol. Res. 33, 1977): who met whom outside the club. A text lists an edge a line; a file
// is read by `EdgeList(contentsOf:countingFrom:)`.
let text = """
  2 1, 3 1, 4 1, 5 1, 6 1, 7 1, 8 1, 9 1, 11 1, 12 1, 13 1, 14 1, 18 1, 20 1, 22 1, 32 1, 3 2, 4 2,
  8 2, 14 2, 18 2, 20 2, 22 2, 31 2, 4 3, 8 3, 9 3, 10 3, 14 3, 28 3, 29 3, 33 3, 8 4, 13 4, 14 4,
  7 5, 11 5, 7 6, 11 6, 17 6, 17 7, 31 9, 33 9, 34 9, 34 10, 34 14, 33 15, 34 15, 33 16, 34 16,
  33 19, 34 19, 34 20, 33 21, 34 21, 33 23, 34 23, 26 24, 28 24, 30 24, 33 24, 34 24, 26 25, 28 25,
  32 25, 32 26, 30 27, 34 27, 34 28, 32 29, 34 29, 33 30, 34 30, 33 31, 34 31, 33 32, 34 32, 34 33
  """
let lines = text.split(separator: ",").joined(separator: "\n")
let list = try EdgeList<Double>(text: Array(lines.utf8), countingFrom: 1)
let graph = try Graph(list, isDirected: false)
print(graph.nodes, "nodes,", graph.edges, "edges")

// Who stayed with the teacher (0) and who left with the president (1). Two labels of each side are learned from, two more of
// each choose the epoch, and the rest is predicted.
let left: Set = [9, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33]
func nodes(_ chosen: Set<Int>) -> [Bool] { (0..<34).map { chosen.contains($0) } }
let (train, validation): (Set, Set) = ([0, 1, 33, 32], [2, 3, 30, 31])
let data = NodeClassificationData(
  graph: graph, features: .identity(34), labels: (0..<34).map { left.contains($0) ? 1 : 0 },
  labelNames: ["teacher", "president"], train: nodes(train), validation: nodes(validation),
  test: nodes(Set(0..<34).subtracting(train).subtracting(validation)))

// Encoder, dH/dt = relu(Â H W) from 0 to ½, decoder. The gradient is the exact one of the solver's steps.
let model = GCDEClassifier(for: data, channels: 8, seed: 1)
var training = NodeTraining(
  model, optimizer: Adam<Double>(learningRate: 0.01),
  options: TrainingOptions(epochs: 60, weightDecay: 0.01, seed: 1))
try training.run(on: data) { now in
  if let epoch = now.history.last, epoch.number % 20 == 0 {
    print("epoch \(epoch.number): validation loss \(epoch.validationLoss)")
  }
  return .continue
}

// A training is a value and its own checkpoint: saved, read and run on, it goes on bit for bit.
let path = "/tmp/karate-\(UInt64.random(in: 0 ... .max)).json"
try training.save(to: path)
var resumed = try NodeTraining<GCDEClassifier<Double>, Adam<Double>>(contentsOf: path)
for _ in 0..<2 {
  resumed.options.epochs += 20
  try resumed.run(on: data)
}
if let chosen = resumed.chosen {
  print("chosen epoch \(chosen.number), test accuracy \(chosen.testAccuracy)")
}
// snippet.hide

try FileManager.default.removeItem(atPath: path)

var whole = NodeTraining(
  model, optimizer: Adam<Double>(learningRate: 0.01),
  options: TrainingOptions(epochs: 100, weightDecay: 0.01, seed: 1))
try whole.run(on: data)
precondition(whole.history == resumed.history && whole.model == resumed.model)
precondition(resumed.chosen?.testAccuracy ?? 0 > 0.8)
