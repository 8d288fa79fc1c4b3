// Eigen (compressed rows, 32-bit indices) and CXSparse (compressed columns: it is handed the rows of
// A, B and C as the columns of their transposes). Speaks as peer.py does.
#include <Eigen/Sparse>
#include <algorithm>
#include <chrono>
#include <cs.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <omp.h>
#include <string>
#include <vector>

using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor, int>;
using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

static std::string op, peer, version;

static double number(const char *name, double otherwise) {
  const char *text = std::getenv(name);
  return text ? std::atof(text) : otherwise;
}

// What peer.py calls time_calls and say.
template <class Call> void measure(const char *note, Call call, const char *unlike = "") {
  static const double budget = number("COMPARE_BUDGET", 0.35), cap = number("COMPARE_CAP", 4);
  using Clock = std::chrono::steady_clock;
  auto since = [](Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); };
  auto seconds = [&](int calls) {
    auto start = Clock::now();
    for (int i = 0; i < calls; i++) call();
    return since(start) / calls;
  };
  double estimate = seconds(1);
  if (estimate < cap) estimate = seconds(1);
  int batch = std::max(1, int(1e-3 / std::max(estimate, 1e-7)));
  std::vector<double> samples;
  auto start = Clock::now();
  for (double elapsed = 0; samples.size() < (elapsed > cap ? 3 : 5) || elapsed <= budget; elapsed = since(start))
    samples.push_back(seconds(batch));
  std::sort(samples.begin(), samples.end());
  std::printf("{\"peer\": \"%s\", \"version\": \"%s\", \"op\": \"%s\", \"note\": \"%s\", \"min_ms\": %.9g, "
              "\"med_ms\": %.9g, \"reps\": %zu, \"unlike\": \"%s\"}\n",
              peer.c_str(), version.c_str(), op.c_str(), note, samples[0] * 1e3,
              samples[samples.size() / 2] * 1e3, samples.size(), unlike);
}

template <class T> std::vector<T> array(std::ifstream &file, int64_t count) {
  std::vector<T> v(count);
  file.read(reinterpret_cast<char *>(v.data()), count * sizeof(T));
  return v;
}

struct Arrays {
  int64_t rows, columns, count;
  std::vector<int> outer, inner; // starts or rows, columns
  std::vector<double> values;

  Arrays(const std::string &path, bool compressed) {
    std::ifstream file(path, std::ios::binary);
    if (!file) std::cerr << "cannot read " << path << "\n", std::exit(1);
    auto head = array<int64_t>(file, 3);
    rows = head[0], columns = head[1], count = head[2];
    outer = array<int>(file, compressed ? rows + 1 : count);
    inner = array<int>(file, count);
    values = array<double>(file, count);
  }

  Eigen::Map<const Sparse> eigen() const {
    return {rows, columns, count, outer.data(), inner.data(), values.data()};
  }

  // Of the transpose; triplets with `nz` not below 0.
  cs_di columnwise(int nz = -1) {
    return {int(count), int(columns), int(rows), outer.data(), inner.data(), values.data(), nz};
  }
};

static void eigen(Arrays &arrays, Arrays &second, const std::string &folder) {
  peer = "Eigen";
  version = std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
            std::to_string(EIGEN_MINOR_VERSION);
  auto a = arrays.eigen();
  auto b = second.eigen();
  auto n = a.rows(), m = a.cols();
  if (op == "spmv" || op == "gemv") {
    Vector x = Vector::Random(m), y = Vector::Random(n);
    if (op == "spmv") measure("y = A x", [&] { y.noalias() = a * x; });
    else measure("y *= 0.5, y += 1.5 A x", [&] { y *= 0.5; y.noalias() += 1.5 * (a * x); });
  } else if (op == "spmvT") {
    Vector x = Vector::Random(n), y = Vector::Random(m);
    measure("y = A.transpose() x", [&] { y.noalias() = a.transpose() * x; });
  } else if (op == "spmm16" || op == "spmm64") {
    int k = std::stoi(op.substr(4));
    Dense x = Dense::Random(m, k), y(n, k);
    measure("Y = A X", [&] { y.noalias() = a * x; });
  } else if (op == "spmmT64") {
    Dense x = Dense::Random(n, 64), y(m, 64);
    measure("Y = A.transpose() X", [&] { y.noalias() = a.transpose() * x; });
  } else if (op == "spgemm") {
    measure("A * A", [&] { Sparse c = a * a; });
  } else if (op == "lincomb") {
    measure("1.5 A + 0.5 B", [&] { Sparse c = 1.5 * a + 0.5 * b; });
  } else if (op == "lincomb_same") {
    Arrays copy = arrays;
    auto other = copy.eigen();
    measure("1.5 A + 0.5 B", [&] { Sparse c = 1.5 * a + 0.5 * other; });
    Vector sum(a.nonZeros());
    Eigen::Map<const Vector> u(arrays.values.data(), sum.size()), v(copy.values.data(), sum.size());
    measure("on the arrays of values", [&] { sum.noalias() = 1.5 * u + 0.5 * v; }, "no matrices: arrays alone");
  } else if (op == "coo2csr") {
    Arrays t(folder + "/triplets.coo", false);
    std::vector<Eigen::Triplet<double>> triplets;
    for (int64_t k = 0; k < t.count; k++) triplets.emplace_back(t.outer[k], t.inner[k], t.values[k]);
    measure("setFromTriplets", [&] { Sparse c(n, m); c.setFromTriplets(triplets.begin(), triplets.end()); });
  } else if (op == "transpose") {
    measure("A.transpose()", [&] { Sparse c = a.transpose(); });
  }
}

static void cxsparse(Arrays &arrays, Arrays &second, const std::string &folder) {
  peer = "CXSparse";
  version = std::to_string(CS_VER) + "." + std::to_string(CS_SUBVER) + "." + std::to_string(CS_SUBSUB);
  cs_di a = arrays.columnwise(), b = second.columnwise();
  // Two transpositions sort every column.
  auto sorted = [](cs_di *c) {
    cs_di *t = cs_di_transpose(c, 1);
    cs_di_spfree(c);
    cs_di_spfree(cs_di_transpose(t, 1));
    cs_di_spfree(t);
  };
  if (op == "spmvT") {
    Vector x = Vector::Random(arrays.rows), y = Vector::Zero(arrays.columns);
    measure("cs_gaxpy", [&] { cs_di_gaxpy(&a, x.data(), y.data()); });
  } else if (op == "spgemm") {
    measure("cs_multiply, two cs_transpose", [&] { sorted(cs_di_multiply(&a, &a)); });
    measure("cs_multiply", [&] { cs_di_spfree(cs_di_multiply(&a, &a)); }, "unsorted");
  } else if (op == "lincomb") {
    measure("cs_add, two cs_transpose", [&] { sorted(cs_di_add(&a, &b, 1.5, 0.5)); });
    measure("cs_add", [&] { cs_di_spfree(cs_di_add(&a, &b, 1.5, 0.5)); }, "unsorted");
  } else if (op == "coo2csr") {
    Arrays t(folder + "/triplets.coo", false);
    cs_di triplets = t.columnwise(int(t.count));
    auto compressed = [&] {
      cs_di *c = cs_di_compress(&triplets);
      cs_di_dupl(c);
      return c;
    };
    measure("cs_compress, cs_dupl, two cs_transpose", [&] { sorted(compressed()); });
    measure("cs_compress, cs_dupl", [&] { cs_di_spfree(compressed()); }, "unsorted");
  } else if (op == "transpose") {
    measure("cs_transpose", [&] { cs_di_spfree(cs_di_transpose(&a, 1)); });
  }
}

int main(int, char **arguments) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::string folder = arguments[1];
  Arrays a(folder + "/first.csr", true), b(folder + "/second.csr", true);
  Eigen::setNbThreads(omp_get_max_threads());
  std::printf("{\"peer\": \"C++\", \"version\": \"GCC " __VERSION__ "\"}\n");
  while (std::getline(std::cin, op)) {
    eigen(a, b, folder);
    cxsparse(a, b, folder);
    std::printf("{\"done\": \"%s\"}\n", op.c_str());
  }
}
