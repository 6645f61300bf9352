#include "exercises/objectfile.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

struct reading {
    const unsigned char *data;
    size_t bytes;
    Elf64_Ehdr head;
};

static struct status bad(const char *what)
{
    return status_fail(STATUS_BAD_FILE, "object file: %s", what);
}

/* Copies `size` bytes at `offset`; the file need not be aligned. */
static bool fetch(const struct reading *r, void *to, uint64_t offset,
                  size_t size)
{
    if (offset > r->bytes || size > r->bytes - offset)
        return false;
    memcpy(to, r->data + offset, size);
    return true;
}

static bool section(const struct reading *r, uint32_t i, Elf64_Shdr *out)
{
    return i < r->head.e_shnum &&
           fetch(r, out, r->head.e_shoff + (uint64_t)i * sizeof *out,
                 sizeof *out);
}

/* A text of section `table`, or NULL where it does not end inside. */
static const char *text_at(const struct reading *r, const Elf64_Shdr *table,
                           uint64_t at)
{
    if (table->sh_type != SHT_STRTAB || table->sh_offset > r->bytes ||
        table->sh_size > r->bytes - table->sh_offset || at >= table->sh_size)
        return NULL;
    const char *text = (const char *)r->data + table->sh_offset + at;
    return memchr(text, '\0', table->sh_size - at) ? text : NULL;
}

static struct status read_head(struct reading *r)
{
    const Elf64_Ehdr *h = &r->head;

    if (!fetch(r, &r->head, 0, sizeof r->head) ||
        memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 ||
        h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_type != ET_REL)
        return bad("not an object of this machine");
    if (h->e_shentsize != sizeof(Elf64_Shdr) || h->e_shoff > r->bytes ||
        h->e_shnum > (r->bytes - h->e_shoff) / sizeof(Elf64_Shdr))
        return bad("its sections lie outside");
    return STATUS_OK;
}

static bool starts_alone(const char *name)
{
    static const char *const list[] = {".init", ".fini", ".ctors", ".dtors",
                                       ".preinit_array"};

    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (strncmp(name, list[i], strlen(list[i])) == 0)
            return true;
    return false;
}

static struct status read_symbols(struct objectfile *o, const struct reading *r,
                                  const Elf64_Shdr *table)
{
    const uint64_t count = table->sh_size / sizeof(Elf64_Sym);
    Elf64_Shdr texts;

    if (table->sh_entsize != sizeof(Elf64_Sym) ||
        !section(r, table->sh_link, &texts))
        return bad("a symbol table without names");
    for (uint64_t i = 1; i < count; i++) {
        Elf64_Sym s;

        if (!fetch(r, &s, table->sh_offset + i * sizeof s, sizeof s))
            return bad("its symbols lie outside");
        if (ELF64_ST_BIND(s.st_info) == STB_LOCAL)
            continue;
        const char *text = text_at(r, &texts, s.st_name);
        if (!text)
            return bad("a name lies outside");
        if (o->names == OBJECTFILE_NAMES)
            return status_fail(STATUS_TOO_BIG, "more than %d names",
                               OBJECTFILE_NAMES);
        o->name[o->names++] = (struct objectfile_name){
            .text = text,
            .defined = s.st_shndx != SHN_UNDEF,
            .function = ELF64_ST_TYPE(s.st_info) == STT_FUNC,
            .chosen_late = ELF64_ST_TYPE(s.st_info) == STT_GNU_IFUNC,
        };
    }
    return STATUS_OK;
}

struct status objectfile_read(struct objectfile *o, const void *data,
                              size_t bytes)
{
    struct reading r = {.data = data, .bytes = bytes};
    Elf64_Shdr names, s;
    int tables = 0;

    *o = (struct objectfile){.names = 0};
    if (bytes > OBJECTFILE_BYTES)
        return status_fail(STATUS_TOO_BIG, "object file of %zu bytes", bytes);
    STATUS_TRY(read_head(&r));
    if (!section(&r, r.head.e_shstrndx, &names))
        return bad("its sections have no names");
    for (uint32_t i = 1; i < r.head.e_shnum; i++) {
        if (!section(&r, i, &s))
            return bad("its sections lie outside");
        const char *name = text_at(&r, &names, s.sh_name);
        if (!name)
            return bad("a section without a name");
        o->runs_alone |= starts_alone(name) || s.sh_type == SHT_INIT_ARRAY ||
                         s.sh_type == SHT_FINI_ARRAY ||
                         s.sh_type == SHT_PREINIT_ARRAY;
        if (s.sh_type != SHT_SYMTAB)
            continue;
        /* One by ELF's rules; more could keep the judge reading. */
        if (tables++)
            return bad("two symbol tables");
        STATUS_TRY(read_symbols(o, &r, &s));
    }
    return STATUS_OK;
}
