using Lockstep.Native;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>A login that is not root, through a real ssh server, on targets where not everything is its own.</summary>
public sealed class OrdinaryUserTests(OrdinaryUserTests.UserServer user) : IClassFixture<OrdinaryUserTests.UserServer>
{
    /// <summary>Whom foreign files belong to: root, or whoever runs the tests where that is somebody else, so that nothing is foreign there.</summary>
    private static bool HasForeigners => EffectiveUser.Id == 0;

    [Fact]
    public async Task It_works_with_what_is_its_own()
    {
        using Workplace place = Create();
        place.InProject("mkdir -p d/locked; printf 1 > d/f; printf 1 > d/locked/f; chmod 555 d/locked; ln -s f d/l");
        await place.PushedAsync("--deploy", "id -u > who");
        Assert.Equal(HasForeigners ? "65534" : $"{EffectiveUser.Id}", place.OnTarget("cat who").Trim());
        place.InProject("printf 2 > d/f; chmod 755 d/locked; printf 2 > d/locked/f; printf 2 > d/locked/new; chmod 555 d/locked");
        await place.PushedAsync("--no-deploy");
        Assert.Equal("f=2 new=2 555", place.OnTarget("cd d/locked; for f in *; do echo $f=$(cat $f); done; stat -c %a .").Trim().Replace('\n', ' '));
        Assert.Equal(0, (await place.TellAsync("undo", "--no-deploy")).Exit);
        Assert.Equal("f=1 555", place.OnTarget("cd d/locked; for f in *; do echo $f=$(cat $f); done; stat -c %a .").Trim().Replace('\n', ' '));
        Assert.Equal("", Shell.Run("find stage -mindepth 1", place.State));
    }

    [Fact]
    public async Task A_root_that_it_may_not_make_is_told_with_the_remedy()
    {
        using Workplace place = Create();
        place.InProject("printf 1 > f");
        AsForeign(place, "chmod 755 .; chown 0:0 .");
        ClientResult result = await place.PushAsync();
        Assert.Equal(1, result.Exit);
        Assert.Contains($"cannot create '{place.Target}' on the target: permission denied", result.Errors, StringComparison.Ordinal);
        Assert.Contains("make your login its owner", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", Shell.Run("ls -A", place.TargetParent));
    }

    [Fact]
    public async Task Where_the_parent_is_not_its_own_the_state_stands_inside_the_root()
    {
        using Workplace place = Create();
        place.InProject("printf 1 > f");
        AsForeign(place, $"mkdir app; {UnprivilegedUser.TakeCommand} app; chmod 755 .; chown 0:0 .");
        ClientResult first = await place.PushedAsync();
        Assert.Contains($"kept in '{place.Target}/.lockstep', inside the root: the directory that holds the root is not writable", first.Errors, StringComparison.Ordinal);
        Assert.Equal("700 lockstep", place.OnTarget("echo $(stat -c %a .lockstep) lockstep").Trim());
        place.InProject("printf 2 > f");
        ClientResult second = await place.PushedAsync();
        Assert.DoesNotContain("inside the root", second.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await place.TellAsync("undo")).Exit);
        Assert.Equal("1", place.OnTarget("cat f"));
    }

    [Fact]
    public async Task A_state_directory_of_somebody_else_in_a_world_writable_parent_is_not_used()
    {
        using Workplace place = Create();
        place.InProject("printf 1 > f");
        AsForeign(place, "chmod 1777 .; chown 0:0 .; mkdir -p .lockstep/app; : > .lockstep/app/lock; chmod -R 777 .lockstep");
        ClientResult result = await place.PushedAsync();
        Assert.Contains("'.lockstep' beside the root belongs to somebody else", result.Errors, StringComparison.Ordinal);
        Assert.Equal("1", place.OnTarget("cat f"));
        Assert.Equal("./app ./app/lock", Shell.Run("find . -mindepth 1 | sort", Path.Combine(place.TargetParent, ".lockstep")).Trim().Replace('\n', ' '));
    }

    [Fact]
    public async Task A_link_beside_the_root_is_not_taken_for_the_state_directory()
    {
        using Workplace place = Create();
        place.InProject("printf 1 > f");
        AsForeign(place, "chmod 1777 .; chown 0:0 .; mkdir ../trap; chmod 777 ../trap; ln -s ../trap .lockstep");
        await place.PushedAsync();
        Assert.Equal("", Shell.Run("ls -A ../trap", place.TargetParent));
        Assert.Equal("1", place.OnTarget("cat f"));
    }

    [Fact]
    public async Task What_is_foreign_is_listed_exactly_and_all_else_is_done()
    {
        using Workplace place = Create();
        place.InProject("mkdir ours theirs; for d in ours theirs; do for f in changed gone kept; do printf 1 > $d/$f; done; done");
        await place.PushedAsync();
        AsForeign(place, "chown -R 0:0 app/theirs");
        place.InProject("for d in ours theirs; do printf 2 > $d/changed; printf 2 > $d/new; rm $d/gone; done");
        ClientResult partial = await place.PushAsync();
        string[] problems = HasForeigners ? ["theirs/changed", "theirs/gone", "theirs/new"] : [];
        Assert.Equal(HasForeigners ? 4 : 0, partial.Exit);
        Assert.Equal(problems, partial.EventsOf("problem").Select(problem => problem.GetProperty("path").GetString()).Order());
        Assert.Equal("changed=2 kept=1 new=2", place.OnTarget("cd ours; for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
        AsForeign(place, $"{UnprivilegedUser.TakeCommand} app/theirs");
        await place.PushedAsync();
        Assert.Equal("changed=2 kept=1 new=2", place.OnTarget("cd theirs; for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
    }

    [Fact]
    public async Task Foreign_files_in_its_own_directory_are_replaced_and_brought_back_although_they_may_not_be_linked()
    {
        using Workplace place = Create();
        place.InProject("for f in changed gone kept; do printf 1 > $f; done; chmod 644 *");
        await place.PushedAsync();
        AsForeign(place, "chown 0:0 app/*");
        place.InProject("printf 2 > changed; rm gone");
        await place.PushedAsync();
        Assert.Equal("changed=2 kept=1", place.OnTarget("for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
        ClientResult undone = await place.TellAsync("undo");
        Assert.True(undone.Exit == 0, undone.Errors);
        Assert.Equal("changed=1 gone=1 kept=1", place.OnTarget("for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
    }

    [Fact]
    public async Task A_directory_that_it_may_not_enter_is_a_problem_and_nothing_is_deleted_there()
    {
        using Workplace place = Create();
        place.InProject("mkdir secret; printf 1 > secret/f; printf 1 > f");
        await place.PushedAsync();
        AsForeign(place, "chown 0:0 app/secret; chmod 700 app/secret");
        place.InProject("printf 2 > f; printf 2 > secret/f");
        ClientResult partial = await place.PushAsync();
        Assert.True(partial.Exit == (HasForeigners ? 4 : 0), partial.Errors);
        Assert.Equal(HasForeigners ? ["secret/f permission denied"] : [], partial.EventsOf("problem").Select(problem => $"{problem.GetProperty("path").GetString()} {problem.GetProperty("cause").GetString()}"));
        Assert.Equal("2", place.OnTarget("cat f"));
        Assert.Equal(HasForeigners ? "1" : "2", place.OnTarget("cat secret/f"));
        AsForeign(place, $"{UnprivilegedUser.TakeCommand} app/secret");
        await place.PushedAsync();
        Assert.Equal("2", place.OnTarget("cat secret/f"));
    }

    private Workplace Create()
    {
        var place = new Workplace(user.Server);
        if (HasForeigners)
        {
            Shell.Run($"chmod 755 .; {UnprivilegedUser.TakeCommand} server", place.Directory);
        }

        return place;
    }

    /// <summary>Runs a script beside the target's root; whoever runs the tests without being root has no foreigners to be.</summary>
    private static void AsForeign(Workplace place, string script) =>
        Shell.Run(HasForeigners ? script : $"chown() {{ :; }}; {script}", place.TargetParent);

    /// <summary>A server whose logins are an ordinary user.</summary>
    public sealed class UserServer : IAsyncLifetime
    {
        private LoopbackSshServer? _server;

        internal LoopbackSshServer Server => _server!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync() => _server = await LoopbackSshServer.StartAsync(new LoginEnvironment { IsUnprivileged = true });

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
