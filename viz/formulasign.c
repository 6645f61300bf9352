#include "viz/formulasign.h"

#include <string.h>

struct sign {
    const char *name, *text, *ascii;
};

/* By name, for the search. Functions are their own name. */
static const struct sign sign[] = {{"Delta", "Δ", "Delta"},
                                   {"Gamma", "Γ", "Gamma"},
                                   {"Lambda", "Λ", "Lambda"},
                                   {"Omega", "Ω", "Omega"},
                                   {"Phi", "Φ", "Phi"},
                                   {"Pi", "Π", "Pi"},
                                   {"Psi", "Ψ", "Psi"},
                                   {"Sigma", "Σ", "Sigma"},
                                   {"Theta", "Θ", "Theta"},
                                   {"alpha", "α", "alpha"},
                                   {"approx", "≈", "~="},
                                   {"argmax", "argmax", "argmax"},
                                   {"argmin", "argmin", "argmin"},
                                   {"bar", "", ""},
                                   {"beta", "β", "beta"},
                                   {"bullet", "•", "*"},
                                   {"cap", "∩", "n"},
                                   {"cdot", "·", "."},
                                   {"cdots", "⋯", "..."},
                                   {"chi", "χ", "chi"},
                                   {"circ", "∘", "o"},
                                   {"cos", "cos", "cos"},
                                   {"cup", "∪", "u"},
                                   {"delta", "δ", "delta"},
                                   {"det", "det", "det"},
                                   {"dots", "…", "..."},
                                   {"ell", "ℓ", "l"},
                                   {"epsilon", "ε", "epsilon"},
                                   {"equiv", "≡", "=="},
                                   {"eta", "η", "eta"},
                                   {"exists", "∃", "some"},
                                   {"exp", "exp", "exp"},
                                   {"forall", "∀", "all"},
                                   {"gamma", "γ", "gamma"},
                                   {"ge", "≥", ">="},
                                   {"geq", "≥", ">="},
                                   {"gg", "≫", ">>"},
                                   {"hat", "", ""},
                                   {"in", "∈", "in"},
                                   {"infty", "∞", "inf"},
                                   {"int", "∫", "int"},
                                   {"kappa", "κ", "kappa"},
                                   {"lambda", "λ", "lambda"},
                                   {"langle", "⟨", "<"},
                                   {"ldots", "…", "..."},
                                   {"le", "≤", "<="},
                                   {"left", "", ""},
                                   {"leftarrow", "←", "<-"},
                                   {"leq", "≤", "<="},
                                   {"lim", "lim", "lim"},
                                   {"ll", "≪", "<<"},
                                   {"ln", "ln", "ln"},
                                   {"log", "log", "log"},
                                   {"mapsto", "→", "->"},
                                   {"max", "max", "max"},
                                   {"mid", "|", "|"},
                                   {"min", "min", "min"},
                                   {"mu", "μ", "mu"},
                                   {"nabla", "∇", "grad"},
                                   {"ne", "≠", "!="},
                                   {"neq", "≠", "!="},
                                   {"nu", "ν", "nu"},
                                   {"odot", "⊙", "(.)"},
                                   {"omega", "ω", "omega"},
                                   {"oplus", "⊕", "(+)"},
                                   {"otimes", "⊗", "(x)"},
                                   {"partial", "∂", "d"},
                                   {"phi", "φ", "phi"},
                                   {"pi", "π", "pi"},
                                   {"pm", "±", "+-"},
                                   {"prime", "′", "'"},
                                   {"prod", "∏", "prod"},
                                   {"propto", "∝", "~"},
                                   {"psi", "ψ", "psi"},
                                   {"quad", "  ", "  "},
                                   {"rangle", "⟩", ">"},
                                   {"rho", "ρ", "rho"},
                                   {"right", "", ""},
                                   {"rightarrow", "→", "->"},
                                   {"sigma", "σ", "sigma"},
                                   {"sim", "∼", "~"},
                                   {"sin", "sin", "sin"},
                                   {"sum", "∑", "sum"},
                                   {"tan", "tan", "tan"},
                                   {"tanh", "tanh", "tanh"},
                                   {"tau", "τ", "tau"},
                                   {"theta", "θ", "theta"},
                                   {"times", "×", "x"},
                                   {"to", "→", "->"},
                                   {"top", "ᵀ", "T"},
                                   {"varepsilon", "ε", "epsilon"},
                                   {"varphi", "φ", "phi"},
                                   {"xi", "ξ", "xi"},
                                   {"zeta", "ζ", "zeta"}};

const char *formulasign_of(const char *name, size_t bytes, bool ascii)
{
    size_t low = 0, high = sizeof sign / sizeof sign[0];

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        int order = strncmp(name, sign[middle].name, bytes);

        if (order == 0 && sign[middle].name[bytes] != '\0')
            order = -1;
        if (order == 0)
            return ascii ? sign[middle].ascii : sign[middle].text;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct pair {
    uint16_t from, to;
};

static uint32_t find(const struct pair *pair, size_t n, uint32_t rune)
{
    for (size_t i = 0; i < n; i++) {
        if (pair[i].from == rune)
            return pair[i].to;
    }
    return 0;
}

uint32_t formulasign_raised(uint32_t rune)
{
    static const struct pair pair[] = {
        {'0', 0x2070},    {'1', 0xb9},    {'2', 0xb2},     {'3', 0xb3},
        {'4', 0x2074},    {'5', 0x2075},  {'6', 0x2076},   {'7', 0x2077},
        {'8', 0x2078},    {'9', 0x2079},  {'+', 0x207a},   {'-', 0x207b},
        {'=', 0x207c},    {'(', 0x207d},  {')', 0x207e},   {'n', 0x207f},
        {'i', 0x2071},    {'T', 0x1d40},  {'k', 0x1d4f},   {'m', 0x1d50},
        {'t', 0x1d57},    {'d', 0x1d48},  {'x', 0x2e3},    {'j', 0x2b2},
        {'l', 0x2e1},     {'h', 0x2b0},   {'a', 0x1d43},   {'b', 0x1d47},
        {0x2032, 0x2032}, {'\'', 0x2032}, {0x1d40, 0x1d40}};

    return find(pair, sizeof pair / sizeof pair[0], rune);
}

uint32_t formulasign_lowered(uint32_t rune)
{
    static const struct pair pair[] = {
        {'+', 0x208a}, {'-', 0x208b}, {'=', 0x208c}, {'(', 0x208d},
        {')', 0x208e}, {'a', 0x2090}, {'e', 0x2091}, {'h', 0x2095},
        {'i', 0x1d62}, {'j', 0x2c7c}, {'k', 0x2096}, {'l', 0x2097},
        {'m', 0x2098}, {'n', 0x2099}, {'o', 0x2092}, {'p', 0x209a},
        {'r', 0x1d63}, {'s', 0x209b}, {'t', 0x209c}, {'u', 0x1d64},
        {'v', 0x1d65}, {'x', 0x2093}};

    if (rune >= '0' && rune <= '9')
        return 0x2080 + rune - '0';
    return find(pair, sizeof pair / sizeof pair[0], rune);
}
