/* What a compiled file of a learner gives and wants. The judge reads it before
 * it links: a source with assembly in it can shape every byte. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/objectfile.h"
#include "tests/fuzz/fuzz.h"

/* An object by hand: a symbol table of three, its strings, a section of what
 * runs first where `i` is 1. */
struct whole {
    Elf64_Ehdr head;
    Elf64_Shdr section[4];
    Elf64_Sym symbol[4];
    char strings[64];
};

static unsigned string(struct whole *w, size_t *used, const char *text)
{
    const size_t at = *used;

    memcpy(w->strings + at, text, strlen(text) + 1);
    *used += strlen(text) + 1;
    return (unsigned)at;
}

static void head(struct whole *w)
{
    memcpy(w->head.e_ident, ELFMAG, SELFMAG);
    w->head.e_ident[EI_CLASS] = ELFCLASS64;
    w->head.e_ident[EI_DATA] = ELFDATA2LSB;
    w->head.e_ident[EI_VERSION] = EV_CURRENT;
    w->head.e_type = ET_REL;
#ifdef __aarch64__
    w->head.e_machine = EM_AARCH64;
#else
    w->head.e_machine = EM_X86_64;
#endif
    w->head.e_version = EV_CURRENT;
    w->head.e_ehsize = sizeof w->head;
    w->head.e_shentsize = sizeof *w->section;
    w->head.e_shoff = offsetof(struct whole, section);
    w->head.e_shnum = 4;
    w->head.e_shstrndx = 2;
}

static void sample(int i, struct buf *out)
{
    struct whole w = {0};
    size_t used = 1;

    head(&w);
    w.section[1] = (Elf64_Shdr){.sh_type = SHT_SYMTAB,
                                .sh_offset = offsetof(struct whole, symbol),
                                .sh_size = sizeof w.symbol,
                                .sh_entsize = sizeof *w.symbol,
                                .sh_link = 2,
                                .sh_info = 1};
    w.section[2] = (Elf64_Shdr){.sh_type = SHT_STRTAB,
                                .sh_offset = offsetof(struct whole, strings),
                                .sh_size = sizeof w.strings};
    w.section[3].sh_type = i ? SHT_INIT_ARRAY : SHT_PROGBITS;
    w.section[3].sh_name = string(&w, &used, i ? ".init_array" : ".text");
    w.symbol[1].st_name = string(&w, &used, "f");
    w.symbol[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
    w.symbol[1].st_shndx = 3;
    w.symbol[2].st_name = string(&w, &used, i ? "dlopen" : "expf");
    w.symbol[2].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE);
    w.symbol[3].st_name = string(&w, &used, "g");
    w.symbol[3].st_info = ELF64_ST_INFO(STB_WEAK, i ? STT_GNU_IFUNC : STT_FUNC);
    w.symbol[3].st_shndx = 3;
    buf_add(out, &w, sizeof w);
}

static void eat(const char *data, size_t bytes)
{
    static struct objectfile o;
    volatile size_t sum = 0;
    char say[400];
    bool extra;

    if (objectfile_read(&o, data, bytes).code)
        return;
    for (int i = 0; i < o.names; i++)
        sum += strlen(o.name[i].text);
    (void)sum;
    objectfile_judge(&o, "f g", &extra, say);
    if (!memchr(say, 0, sizeof say))
        abort();
}

const struct fuzz_target fuzz_target = {"objectfile", 2, sample, eat};
