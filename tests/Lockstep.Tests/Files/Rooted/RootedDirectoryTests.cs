using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Rooted;

public sealed class RootedDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_deep_below_is_opened(bool resolvesInKernel)
    {
        _temporary.WithFile("a/b/c/file");
        using RootedDirectory root = Rooted(resolvesInKernel);
        using DirectoryHandle directory = root.OpenDirectory(RelativePath.Parse("a/b/c"));

        Assert.True(directory.TryStat("file"u8, out _));
    }

    [Theory]
    [InlineData("link", true)]
    [InlineData("link", false)]
    [InlineData("link/sub", true)]
    [InlineData("link/sub", false)]
    [InlineData("inner", true)]
    [InlineData("inner", false)]
    [InlineData("sub/up/sub", true)]
    [InlineData("sub/up/sub", false)]
    public void No_component_may_be_a_symbolic_link_wherever_it_leads(string path, bool resolvesInKernel)
    {
        using var outside = new TemporaryDirectory();
        outside.WithDirectory("sub");
        _temporary.WithDirectory("sub").WithLink("link", outside.Path).WithLink("inner", "sub").WithLink("sub/up", "..");
        using RootedDirectory root = Rooted(resolvesInKernel);

        Assert.False(root.TryOpenDirectory(RelativePath.Parse(path), out _, out Errno error));
        Assert.True(error is Errno.ELOOP or Errno.ENOTDIR, error.ToString());
    }

    [Theory]
    [InlineData("missing/below", Errno.ENOENT)]
    [InlineData("file", Errno.ENOTDIR)]
    [InlineData("file/below", Errno.ENOTDIR)]
    public void What_is_no_directory_tells_why(string path, Errno expected)
    {
        _temporary.WithFile("file");
        foreach (bool resolvesInKernel in new[] { true, false })
        {
            using RootedDirectory root = Rooted(resolvesInKernel);
            Assert.False(root.TryOpenDirectory(RelativePath.Parse(path), out _, out Errno error));
            Assert.Equal(expected, error);
        }
    }

    [Fact]
    public void A_root_the_user_named_may_itself_be_a_link()
    {
        using var links = new TemporaryDirectory();
        links.WithLink("project", _temporary.Path);
        _temporary.WithFile("file");

        using RootedDirectory root = RootedDirectory.Open(System.Text.Encoding.UTF8.GetBytes(links["project"]));
        Assert.True(root.Root.TryStat("file"u8, out _));
    }

    [Fact]
    public void A_cursor_keeps_one_directory_for_files_in_path_order_until_it_forgets()
    {
        _temporary.WithFile("a/1").WithFile("a/2").WithFile("b/1");
        using RootedDirectory root = Rooted(resolvesInKernel: true);
        using var cursor = new DirectoryCursor(root);

        DirectoryHandle first = cursor.OpenParent(RelativePath.Parse("a/1"));
        Assert.Same(first, cursor.OpenParent(RelativePath.Parse("a/2")));
        Assert.Same(first, cursor.OpenDirectory(RelativePath.Parse("a")));
        Assert.NotSame(first, cursor.OpenParent(RelativePath.Parse("b/1")));
        Assert.True(first.IsClosed);
        Assert.Same(root.Root, cursor.OpenParent(RelativePath.Parse("top")));

        cursor.Forget();
        Directory.Move(_temporary["b"], _temporary["moved"]);
        Assert.Throws<FileSystemException>(() => cursor.OpenParent(RelativePath.Parse("b/1")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_lands_outside_while_a_directory_and_a_link_take_turns(bool resolvesInKernel)
    {
        DiskAbility.NeedsConfinement();
        using var outside = new TemporaryDirectory();
        _temporary.WithDirectory("dir/sub").WithLink("link", outside.Path);
        outside.WithDirectory("sub");
        using RootedDirectory root = Rooted(resolvesInKernel);
        using var stop = new CancellationTokenSource();
        Task attacker = Task.Run(() => Flip(stop.Token), TestContext.Current.CancellationToken);

        RelativePath path = RelativePath.Parse("dir/sub/file");
        int landed = 0, refused = 0;
        while (landed < 2000 || refused < 200)
        {
            try
            {
                using DirectoryHandle parent = root.OpenDirectory(path.Parent);
                parent.CreateFile(path.Name, exclusive: false).Dispose();
                landed++;
            }
            catch (FileSystemException)
            {
                refused++;
            }
        }

        await stop.CancelAsync();
        await attacker;
        using DirectoryHandle outer = outside.Handle.OpenDirectory("sub"u8);
        Assert.Empty(TemporaryDirectory.NamesIn(outer));
        Assert.Equal("sub"u8, Assert.Single(TemporaryDirectory.NamesIn(outside.Handle)));

        void Flip(CancellationToken cancellation)
        {
            while (!cancellation.IsCancellationRequested)
            {
                Assert.True(_temporary.Handle.TryExchange("dir"u8, _temporary.Handle, "link"u8));
            }
        }
    }

    private RootedDirectory Rooted(bool resolvesInKernel) => new(DirectoryHandle.Open(_temporary.Bytes), resolvesInKernel);
}
