using System.Text;
using Lockstep.Files.State;
using Lockstep.Native.Disk;

namespace Lockstep.Tests.Files.State;

public sealed class NameFoldingTests
{
    [Theory]
    [InlineData("lock", false)]
    [InlineData("lock LOCK", false)]
    public void A_file_system_that_tells_case_is_known_by_its_names(string names, bool folds)
    {
        using var place = new TemporaryDirectory();
        foreach (string name in names.Split(' '))
        {
            File.WriteAllText(place[name], "");
        }

        Directory.CreateDirectory(place["Dir"]);
        using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(place[""]));
        Assert.Equal(folds, NameFolding.IsIn(directory, directory));
        Assert.False(NameFolding.IsIn(root: null, state: null));
    }

    [Fact]
    public void A_name_that_is_found_in_the_other_case_too_gives_a_folding_one_away()
    {
        // The same inode under both names, which a file of ours can only have there.
        using var place = new TemporaryDirectory();
        File.WriteAllText(place["lock"], "");
        using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(place[""]));
        directory.Link("lock"u8, directory, "LOCK"u8);
        Assert.True(NameFolding.IsIn(root: null, directory));
    }
}
