using System.Text;
using Lockstep.Rsync.FileList;

namespace Lockstep.Tests.Rsync;

public sealed class EntryOrderTests
{
    /// <summary>Directories end with a slash.</summary>
    [Theory]
    [InlineData(true, "./ a a.b b .hid/ .hid/h a-/ a-/x a/ a/x a/b/ a/b/c a0/")]
    [InlineData(true, "tree/ tree/empty tree/f1 tree/.hid/ tree/.hid/h tree/sub1/ tree/sub1/f2 tree/sub1/deep/ tree/sub1/deep/f3 tree/sub2/ tree/sub2/x.o")]
    [InlineData(false, "tree/ tree/.hid/ tree/.hid/h tree/empty tree/f1 tree/sub1/ tree/sub1/deep/ tree/sub1/deep/f3 tree/sub1/f2")]
    public void Entries_stand_in_the_order_of_their_indices(bool filesFirst, string sorted)
    {
        FileEntry[] expected = [.. sorted.Split(' ').Select(Of)];
        FileEntry[] shuffled = [.. expected.Reverse()];

        Array.Sort(shuffled, new EntryOrder(filesFirst));

        Assert.Equal(expected.Select(entry => Encoding.UTF8.GetString(entry.Name)), shuffled.Select(entry => Encoding.UTF8.GetString(entry.Name)));
    }

    private static FileEntry Of(string name) => new()
    {
        Name = Encoding.UTF8.GetBytes(name.TrimEnd('/')),
        Mode = name.EndsWith('/') ? EntryMode.Directory : EntryMode.Regular,
    };
}
