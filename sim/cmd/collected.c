/* Collected transcripts; see collected.h. */
#include "cmd/collected.h"

#include "cmd/command.h"
#include "world/files.h"

/* What every one of them is given. */
struct collecting {
    struct loaded loaded;
    collected_visit *visit;
    void *context;
    size_t unused;
};

static void visit_file(struct collecting *collecting, const char *path)
{
    struct played_by pair;
    struct error error;
    struct transcript *transcript = library_transcript(path);
    bool fine =
        transcript != NULL &&
        loaded_pinned(&collecting->loaded, &transcript->header, &pair, &error);
    if (fine)
        collecting->visit(collecting->context, path, transcript, &pair);
    else
        collecting->unused++;
    if (transcript != NULL && !fine)
        command_fail(COMMAND_FAILED, "%s", error.text);
    transcript_free(transcript);
}

static void visit_folder(struct collecting *collecting, const char *folder)
{
    struct files_listing listing = {0};
    struct error error = {0};
    struct buffer path = {0};
    if (!files_list(folder, ".jsonl", &listing, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        collecting->unused++;
    }
    for (size_t i = 0; i < listing.count; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", folder, listing.names[i]);
        visit_file(collecting, buffer_text(&path));
    }
    buffer_free(&path);
    files_listing_free(&listing);
}

size_t collected_each(const struct library *library, char **names, size_t count,
                      collected_visit *visit, void *context)
{
    struct collecting collecting = {{.library = library}, visit, context, 0};
    for (size_t i = 0; i < count; i++) {
        if (files_is_folder(names[i]))
            visit_folder(&collecting, names[i]);
        else
            visit_file(&collecting, names[i]);
    }
    loaded_free(&collecting.loaded);
    return collecting.unused;
}
