using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tests.Files.State;

namespace Lockstep.Tests.Files.Roots;

/// <summary>A file of ours that is there under two names stands for a file system that takes the two for one.</summary>
public sealed class FoldingProbeTests
{
    [Theory]
    [InlineData("lock")]
    [InlineData("lock LOCK")]
    [InlineData("names-\u00e9 names-e\u0301")]
    public void A_file_system_that_folds_nothing_is_known_by_its_names(string names)
    {
        using var place = new TemporaryDirectory();
        foreach (string name in names.Split(' '))
        {
            File.WriteAllText(place[name], "");
        }

        Directory.CreateDirectory(place["Dir"]);
        using DirectoryHandle directory = Open(place);
        Assert.Equal(NameFolding.None, FoldingProbe.Look(directory, directory));
        Assert.Equal(NameFolding.None, FoldingProbe.Look(root: null, state: null));
    }

    [Theory]
    [InlineData("lock", "LOCK", NameFolding.Case)]
    [InlineData("names-\u00e9", "names-e\u0301", NameFolding.Form)]
    public void A_name_that_is_found_as_another_gives_a_folding_one_away(string name, string other, NameFolding folding)
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place[name], "");
        using DirectoryHandle directory = Open(place);
        directory.Link(Encoding.UTF8.GetBytes(name), directory, Encoding.UTF8.GetBytes(other));
        Assert.Equal(folding, FoldingProbe.Look(root: null, directory));
    }

    [Fact]
    public void No_mark_stays_where_it_does_not_tell()
    {
        using var place = new TemporaryDirectory();
        using DirectoryHandle directory = Open(place);
        FoldingProbe.LeaveMark(directory);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place[""]));
    }

    private static DirectoryHandle Open(TemporaryDirectory place) => DirectoryHandle.Open(Encoding.UTF8.GetBytes(place[""]));
}
