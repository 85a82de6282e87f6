using System.Text;
using Lockstep.Tree;

namespace Lockstep.Tests.Files;

/// <summary>A snapshot as lines of text, so that a test reads as a picture: directories end in <c>/</c>, links show an arrow.</summary>
internal static class TreePicture
{
    public static string Of(Snapshot snapshot) => string.Join(' ', Paths(snapshot.Entries, prefix: ""));

    private static IEnumerable<string> Paths(EntryList list, string prefix)
    {
        for (int i = 0; i < list.Count; i++)
        {
            string path = prefix + DisplayText.Of(list.NameAt(i));
            yield return path + (list[i].Type switch { EntryType.Directory => "/", EntryType.Symlink => "@", _ => "" });
            foreach (string below in Paths(list.ChildrenAt(i), path + "/"))
            {
                yield return below;
            }
        }
    }

    public static string Of(IEnumerable<RelativePath> paths) => string.Join(' ', paths);
}
